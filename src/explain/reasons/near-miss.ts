import type { Match } from '../../netfilter/index.ts';
import type { Hook } from '../hooks.ts';
import type { Packet } from '../packet.ts';
import type { SetMembers } from '../set-members.ts';
import { type Sight, sightAt } from '../sight.ts';
import { testMatch } from '../test-match.ts';
import type { Trace } from '../trace.ts';
import type { Tested } from './visits.ts';

/** What a match asks of a packet, as people sort it: protocol, ports and ICMP types are one thing, the service. */
export type Field = 'source' | 'destination' | 'service' | 'state' | 'mac' | 'device' | 'other';

/** One field that kept a rule from applying, and the matches that asked for it. */
export interface Miss {
  readonly field: Field;
  readonly matches: readonly Match[];
}

/**
 * All fields that kept a rule from applying; none for a rule that held. The trace names only the first match that
 * failed, where the kernel stops as well; that a rule would apply but for one field takes all of them.
 */
export function missesOf(test: Tested, sight: Sight): readonly Miss[] {
  if (test.held !== false || !test.rule) return [];
  const failed = test.rule.matches.filter((match) => match === test.failed || testMatch(match, sight) === false);
  const fields = new Map<Field, Match[]>();
  for (const match of failed) {
    const field = fieldOf(match);
    const matches = fields.get(field) ?? [];
    fields.set(field, matches);
    matches.push(match);
  }
  return [...fields].map(([field, matches]) => ({ field, matches }));
}

/** What the rules of a hook saw of the packet. A mark that rules may have set on the way is not known here. */
export function sightOf(hook: string, trace: Trace, packet: Packet, sets: SetMembers): Sight {
  const now = { ctState: trace.ctState ?? 'INVALID', mark: undefined, ttl: packet.ttl };
  return sightAt(hook as Hook, packet, sets, now);
}

export function fieldOf(match: Match): Field {
  switch (match.kind) {
    case 'source':
      return 'source';
    case 'destination':
      return 'destination';
    case 'protocol':
    case 'ports':
    case 'multiport':
    case 'icmp':
    case 'fragment':
      return 'service';
    case 'set':
      return match.flags[0] === 'dst' ? 'destination' : 'source';
    case 'state':
    case 'ctstate':
      return 'state';
    case 'mac':
      return 'mac';
    case 'physdev':
    case 'inInterface':
    case 'outInterface':
      return 'device';
    case 'comment':
      return 'other';
    case 'other':
      if (match.module === 'iprange') return match.text.includes('--dst-range') ? 'destination' : 'source';
      return 'other';
  }
}
