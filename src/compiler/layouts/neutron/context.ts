import { chainPrefix, wrappedChain } from '../../../netfilter/index.ts';
import type { Match } from '../../../netfilter/index.ts';
import type { LayoutOptions } from '../../layout.ts';
import { type CommentName, comments } from './comments.ts';
import { type ProfileTraits, profileTraits } from './profile.ts';

/** What the options of a layout come to. */
export interface Context {
  readonly options: LayoutOptions;
  readonly traits: ProfileTraits;
  readonly prefix: string;
  /** A chain of our own by its name after the prefix. */
  own(name: string): string;
  /** A comment of the layout as a match; nothing if comments are off. */
  comment(name: CommentName): readonly Match[];
}

export function createContext(options: LayoutOptions): Context {
  const prefix = chainPrefix(options.prefix);
  return {
    options,
    traits: profileTraits[options.profile],
    prefix,
    own: (name) => wrappedChain(prefix, name),
    comment: (name) => (options.comments ? [{ kind: 'comment', text: comments[name] }] : []),
  };
}
