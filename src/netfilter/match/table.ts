import type { Match } from '../match.ts';
import { printBasic } from './basic.ts';
import { parseComment, printComment } from './comment.ts';
import { parseIcmp, printIcmp } from './icmp.ts';
import { parseMacMatch, printMacMatch } from './mac.ts';
import { parseMultiport, printMultiport } from './multiport.ts';
import { printOther } from './other.ts';
import { parsePhysdev, printPhysdev } from './physdev.ts';
import { parsePorts, printPorts } from './ports.ts';
import { parseSet, printSet } from './set.ts';
import { parseState, printState } from './state.ts';

/** Reads the words after `-m MODULE`. Undefined: a form that has no kind of its own, to be kept word for word. */
type MatchParser = (words: readonly string[]) => Match | undefined;

/** Every module whose meaning is known. A module that is not here is kept as `other`. */
export const matchParsers: ReadonlyMap<string, MatchParser> = new Map<string, MatchParser>([
  ['tcp', (words) => parsePorts('tcp', words)],
  ['udp', (words) => parsePorts('udp', words)],
  ['udplite', (words) => parsePorts('udplite', words)],
  ['sctp', (words) => parsePorts('sctp', words)],
  ['dccp', (words) => parsePorts('dccp', words)],
  ['multiport', parseMultiport],
  ['icmp', (words) => parseIcmp('icmp', words)],
  ['icmp6', (words) => parseIcmp('icmp6', words)],
  ['physdev', parsePhysdev],
  ['set', parseSet],
  ['state', (words) => parseState('state', words)],
  ['conntrack', (words) => parseState('ctstate', words)],
  ['mac', parseMacMatch],
  ['comment', parseComment],
]);

/** A match as iptables-save 1.8.9 prints it, without blanks around it. */
export function printMatch(match: Match): string {
  switch (match.kind) {
    case 'source':
    case 'destination':
    case 'inInterface':
    case 'outInterface':
    case 'protocol':
    case 'fragment':
      return printBasic(match);
    case 'ports':
      return printPorts(match);
    case 'multiport':
      return printMultiport(match);
    case 'icmp':
      return printIcmp(match);
    case 'physdev':
      return printPhysdev(match);
    case 'set':
      return printSet(match);
    case 'state':
    case 'ctstate':
      return printState(match);
    case 'mac':
      return printMacMatch(match);
    case 'comment':
      return printComment(match);
    case 'other':
      return printOther(match);
  }
}
