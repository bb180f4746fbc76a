import { type Match, type Rule, printMatch, printTarget } from '../../../netfilter/index.ts';
import { type Language, say } from '../../../words/index.ts';

/** What a rule asks of a packet, in few words: "tcp 22, from set NIPv4…". What has no words is said as iptables does. */
export function matchWords({ matches }: Rule, language: Language): string {
  const hasPorts = matches.some(({ kind }) => kind === 'ports' || kind === 'multiport' || kind === 'icmp');
  const parts = matches.flatMap((match): readonly string[] => {
    if (match.kind === 'comment' || (match.kind === 'protocol' && hasPorts && !match.negated)) return [];
    return [wordsOf(match, matches, language)];
  });
  return parts.length === 0 ? say(language, 'reading.any') : parts.join(', ');
}

/** Where a rule sends a packet: the chain of a jump, else the verdict. Null: it only counts. */
export function targetOf({ target }: Rule): { readonly text: string; readonly leadsTo: string | null } | null {
  if (target === null) return null;
  if (target.kind === 'jump' || target.kind === 'goto') return { text: target.chain, leadsTo: target.chain };
  return { text: printTarget(target).replace(/^-[jg] /, ''), leadsTo: null };
}

function wordsOf(match: Match, all: readonly Match[], language: Language): string {
  const not = (isNegated: boolean, what: string) => (isNegated ? say(language, 'reading.not', { what }) : what);
  switch (match.kind) {
    case 'source':
    case 'destination': {
      const side = match.kind === 'source' ? 'from' : 'to';
      return say(language, `reading.${side}`, { what: not(match.negated, match.cidr.replace(/\/(?:32|128)$/, '')) });
    }
    case 'inInterface':
    case 'outInterface':
      return say(language, `reading.${match.kind === 'inInterface' ? 'in' : 'out'}`, {
        what: not(match.negated, match.name),
      });
    case 'protocol':
      return not(match.negated, match.protocol);
    case 'fragment':
      return not(match.negated, say(language, 'reading.fragment'));
    case 'ports':
      if (match.rest !== '') return printMatch(match);
      return portWords(match, language);
    case 'multiport': {
      const protocol = all.find(({ kind }) => kind === 'protocol');
      const name = protocol?.kind === 'protocol' ? protocol.protocol : '';
      const ports = not(match.negated, match.ranges.map(rangeText).join(','));
      const key = match.side === 'source' ? 'reading.portsFrom' : 'reading.ports';
      return say(language, key, { protocol: name, ports }).trim();
    }
    case 'icmp': {
      const type = match.type === null ? '' : `${match.type}${match.code === null ? '' : `/${match.code}`}`;
      return not(match.negated, `${match.module === 'icmp6' ? 'ICMPv6' : 'ICMP'} ${type}`.trim());
    }
    case 'physdev': {
      const parts = [
        ...(match.in ? [say(language, 'reading.in', { what: not(match.in.negated, match.in.name) })] : []),
        ...(match.out ? [say(language, 'reading.out', { what: not(match.out.negated, match.out.name) })] : []),
        ...(match.isBridged === 'absent' ? [] : [not(match.isBridged === 'no', say(language, 'reading.bridged'))]),
      ];
      return match.isIn === 'absent' && match.isOut === 'absent' ? parts.join(', ') : printMatch(match);
    }
    case 'set': {
      const [side, second] = match.flags;
      if (second !== undefined || match.rest !== '') return printMatch(match);
      const what = not(match.negated, match.name);
      return say(language, side === 'src' ? 'reading.fromSet' : 'reading.toSet', { what });
    }
    case 'state':
    case 'ctstate':
      return not(match.negated, match.states.join(','));
    case 'mac':
      return say(language, 'reading.mac', { what: not(match.negated, match.address.toLowerCase()) });
    case 'comment':
    case 'other':
      return printMatch(match);
  }
}

function portWords(match: Extract<Match, { kind: 'ports' }>, language: Language): string {
  const { module: protocol, source, destination } = match;
  const text = (range: NonNullable<typeof source>) =>
    range.negated ? say(language, 'reading.not', { what: rangeText(range) }) : rangeText(range);
  if (source && destination) {
    return say(language, 'reading.portsFromTo', { protocol, from: text(source), to: text(destination) });
  }
  if (source) return say(language, 'reading.portsFrom', { protocol, ports: text(source) });
  return destination ? say(language, 'reading.ports', { protocol, ports: text(destination) }) : protocol;
}

function rangeText({ first, last }: { readonly first: number; readonly last: number }): string {
  return first === last ? String(first) : `${first}-${last}`;
}
