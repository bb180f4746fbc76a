import { chainPrefix, wrappedChain } from '../../../netfilter/index.ts';
import type { Match, Target } from '../../../netfilter/index.ts';
import type { LayoutOptions } from '../../layout.ts';
import { type CommentName, comments } from './comments.ts';
import { type ProfileTraits, profileTraits } from './profile.ts';
import { jump } from './rule-parts.ts';

const none: readonly Match[] = [];

const comment = (name: CommentName): readonly Match[] => [{ kind: 'comment', text: comments[name] }];

/** Rules of every port share these, so they are made once. */
const written: { readonly [name in CommentName]: readonly Match[] } = {
  unmatchedDrop: comment('unmatchedDrop'),
  toGroupChain: comment('toGroupChain'),
  toPortChain: comment('toPortChain'),
  inputToGroup: comment('inputToGroup'),
  pairAllow: comment('pairAllow'),
  pairDrop: comment('pairDrop'),
  dhcpClient: comment('dhcpClient'),
  dhcpSpoof: comment('dhcpSpoof'),
  unmatched: comment('unmatched'),
  invalidDrop: comment('invalidDrop'),
  established: comment('established'),
  portSecurityOff: comment('portSecurityOff'),
  trusted: comment('trusted'),
  raDrop: comment('raDrop'),
  icmpv6Allow: comment('icmpv6Allow'),
  sourceNat: comment('sourceNat'),
};

/** What the options of a layout come to. */
export interface Context {
  readonly options: LayoutOptions;
  readonly traits: ProfileTraits;
  readonly prefix: string;
  /** A chain of our own by its name after the prefix. */
  own(name: string): string;
  /** To the chain that sends packets on to the chains of their port. */
  readonly toGroupChain: Target;
  /** A comment of the layout as a match; nothing if comments are off. */
  comment(name: CommentName): readonly Match[];
}

export function createContext(options: LayoutOptions): Context {
  const prefix = chainPrefix(options.prefix);
  const own = (name: string) => wrappedChain(prefix, name);
  return {
    options,
    traits: profileTraits[options.profile],
    prefix,
    own,
    toGroupChain: jump(own('sg-chain')),
    comment: (name) => (options.comments ? written[name] : none),
  };
}
