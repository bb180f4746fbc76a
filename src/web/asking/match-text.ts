import type { Match, NegatableName, NegatableRange, Rule } from '../../netfilter/index.ts';
import { printMatch } from '../../netfilter/index.ts';

/**
 * What a rule asks of a packet, short, in the words of iptables' own listings: "tcp dpt 22 set NIPv4… src". They are those
 * of no language, and are not translated. Empty: it takes every packet.
 */
export function matchText({ matches }: Pick<Rule, 'matches'>): string {
  return matches.flatMap((match) => partOf(match)).join(' ');
}

function partOf(match: Match): readonly string[] {
  switch (match.kind) {
    case 'source':
      return [`${not(match)}src ${plain(match.cidr)}`];
    case 'destination':
      return [`${not(match)}dst ${plain(match.cidr)}`];
    case 'inInterface':
      return [`${not(match)}in ${match.name}`];
    case 'outInterface':
      return [`${not(match)}out ${match.name}`];
    case 'protocol':
      return [`${not(match)}${match.protocol}`];
    case 'fragment':
      return [`${not(match)}fragment`];
    case 'ports':
      return [
        ...(match.source ? [`${not(match.source)}spt ${rangeText(match.source)}`] : []),
        ...(match.destination ? [`${not(match.destination)}dpt ${rangeText(match.destination)}`] : []),
        ...(match.rest === '' ? [] : [match.rest]),
      ];
    case 'multiport': {
      const side = { source: 'spts', destination: 'dpts', either: 'ports' }[match.side];
      return [`${not(match)}${side} ${match.ranges.map(rangeText).join(',')}`];
    }
    case 'icmp':
      return match.type === null
        ? []
        : [`${not(match)}type ${match.type}${match.code === null ? '' : `/${match.code}`}`];
    case 'physdev':
      return [
        ...deviceText('in', match.in),
        ...deviceText('out', match.out),
        ...(match.isBridged === 'absent' ? [] : [match.isBridged === 'yes' ? 'bridged' : '! bridged']),
        ...(match.isIn === 'absent' ? [] : [match.isIn === 'yes' ? 'is-in' : '! is-in']),
        ...(match.isOut === 'absent' ? [] : [match.isOut === 'yes' ? 'is-out' : '! is-out']),
      ];
    case 'set':
      return [`${not(match)}set ${match.name} ${match.flags.join(',')}${match.rest === '' ? '' : ` ${match.rest}`}`];
    case 'state':
    case 'ctstate':
      return [`${not(match)}${match.states.join(',')}`];
    case 'mac':
      return [`${not(match)}mac ${match.address}`];
    case 'comment':
      return [];
    case 'other':
      return [printMatch(match).replace(/^-m \S+ (?=\S)/, '')];
  }
}

function not({ negated }: { readonly negated: boolean }): string {
  return negated ? '! ' : '';
}

function plain(cidr: string): string {
  return cidr.replace(cidr.includes(':') ? /\/128$/ : /\/32$/, '');
}

function rangeText({ first, last }: Pick<NegatableRange, 'first' | 'last'>): string {
  return first === last ? String(first) : `${first}-${last}`;
}

function deviceText(way: string, device: NegatableName | null): readonly string[] {
  return device === null ? [] : [`${not(device)}${way} ${device.name}`];
}
