import { type Match, printMatch } from '../../netfilter/index.ts';
import { type Language, say } from '../../words/index.ts';
import { protocolText } from '../../model/index.ts';
import type { CtState, Packet } from '../packet.ts';
import type { Miss } from '../reasons/near-miss.ts';

/** Why a rule did not apply: "172.16.15.40 not in NIPv43e07d4ff-0fdd-4fe0-988f-". */
export function missWords(
  misses: readonly Miss[],
  packet: Packet,
  ctState: CtState | null,
  language: Language,
): string {
  const words = misses.map(({ matches }) => matchesWords(matches, packet, ctState, language));
  return words.join(say(language, 'explain.listSeparator'));
}

/** Of one field the match that says most: a packet of another protocol has no port that could be wrong. */
function matchesWords(matches: readonly Match[], packet: Packet, ctState: CtState | null, language: Language): string {
  const match = matches.find(({ kind }) => kind === 'protocol') ?? matches[0];
  return match === undefined ? '' : matchWords(match, packet, ctState, language);
}

function matchWords(match: Match, packet: Packet, ctState: CtState | null, language: Language): string {
  const not = (has: string | number | undefined, wanted: string | number, negated = false) =>
    say(language, negated ? 'explain.missIs' : 'explain.missIsNot', { has: has ?? '', wanted });
  const member = (has: string, set: string, negated: boolean) =>
    say(language, negated ? 'explain.missIn' : 'explain.missNotIn', { has, set });
  switch (match.kind) {
    case 'source':
    case 'destination': {
      const address = match.kind === 'source' ? packet.source : packet.destination;
      const whole = /^(.*)\/(?:32|128)$/.exec(match.cidr)?.[1];
      return whole === undefined ? member(address, match.cidr, match.negated) : not(address, whole, match.negated);
    }
    case 'set':
      return member(match.flags[0] === 'dst' ? packet.destination : packet.source, match.name, match.negated);
    case 'protocol':
      return not(protocolText(packet.protocol), match.protocol, match.negated);
    case 'ports': {
      const { source, destination } = match;
      const isSource = source !== null && !inRange(source, packet.sourcePort);
      const range = isSource ? source : (destination ?? source);
      if (!range) return say(language, 'explain.missOther', { match: printMatch(match) });
      const has = isSource ? packet.sourcePort : packet.destinationPort;
      const key = isSource ? 'explain.missSourcePort' : 'explain.missPort';
      return say(language, key, { has: has ?? '', wanted: rangeText(range) });
    }
    case 'multiport': {
      const has = match.side === 'source' ? packet.sourcePort : packet.destinationPort;
      const key = match.side === 'source' ? 'explain.missSourcePort' : 'explain.missPort';
      return say(language, key, { has: has ?? '', wanted: match.ranges.map(rangeText).join(',') });
    }
    case 'icmp': {
      const text = (type: number | null | undefined, code: number | null | undefined) =>
        `${type ?? ''}${code === null || code === undefined ? '' : `/${code}`}`;
      const has = text(packet.icmpType, match.code === null ? null : packet.icmpCode);
      return say(language, 'explain.missIcmp', { has, wanted: text(match.type, match.code) });
    }
    case 'state':
    case 'ctstate':
      return say(language, 'explain.missState', { has: ctState ?? '', wanted: match.states.join(',') });
    case 'mac':
      return not(packet.macSource, match.address.toLowerCase(), match.negated);
    case 'physdev':
    case 'inInterface':
    case 'outInterface':
    case 'fragment':
    case 'comment':
    case 'other':
      return say(language, 'explain.missOther', { match: printMatch(match) });
  }
}

interface Range {
  readonly first: number;
  readonly last: number;
}

function inRange({ first, last, negated }: Range & { readonly negated: boolean }, port: number | undefined): boolean {
  return port !== undefined && (first <= port && port <= last) !== negated;
}

function rangeText({ first, last }: Range): string {
  return first === last ? String(first) : `${first}-${last}`;
}
