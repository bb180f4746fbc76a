import { protocolNumber, protocolText } from '../../model/index.ts';
import { type Match, type NegatableRange, type PortRange, printMatch, whatIsNotTold } from '../../netfilter/index.ts';
import { type Language, type WordsKey, say } from '../../words/index.ts';
import { serviceName } from './service-names.ts';

/** How many members a set has; undefined: not known. */
export type SetSizes = (name: string) => number | undefined;

/**
 * Which packets a rule is for, in words: "SSH, from the 2 members of NIPv4…". What has no words of its own stays as
 * iptables writes it. `after`: what the rules before it do, of which a rule without matches takes the rest.
 */
export function conditionWords(
  matches: readonly Match[],
  sizes: SetSizes,
  language: Language,
  after: 'nothing' | 'jumps' | 'ends',
): string {
  const asking = matches.filter((match) => match.kind !== 'comment' && !hidesInterface(match));
  const parts = [
    ...(asking.length === 0 ? [say(language, everything[after])] : []),
    ...stateWords(asking, language),
    ...serviceWords(asking, language),
    ...asking.flatMap((match) => matchWords(match, sizes, language)),
  ];
  const words = parts.reduce((first, second) => say(language, 'hosts.both', { first, second }));
  return matches.some(hidesInterface) ? `${words} ${notShownMark}` : words;
}

/** Behind a rule of a listing without interfaces, which may ask for one; a legend says so. */
export const notShownMark = '?';

function hidesInterface(match: Match): boolean {
  return whatIsNotTold(match) === 'interface not shown';
}

const everything = {
  nothing: 'hosts.everything',
  jumps: 'hosts.everythingLeft',
  ends: 'hosts.everythingElse',
} as const;

/** The comments of a rule, which tell what its writer thought. */
export function commentOf(matches: readonly Match[]): string | undefined {
  const texts = matches.flatMap((match) => (match.kind === 'comment' && match.text !== '' ? [match.text] : []));
  return texts.length === 0 ? undefined : texts.join(' · ');
}

function stateWords(matches: readonly Match[], language: Language): readonly string[] {
  return matches.flatMap((match) => {
    if (match.kind !== 'state' && match.kind !== 'ctstate') return [];
    const states = match.states.join(',');
    const key: WordsKey | undefined = match.negated ? undefined : stateKeys[[...match.states].sort().join(',')];
    if (key !== undefined) return [say(language, key)];
    return [say(language, match.negated ? 'hosts.stateNot' : 'hosts.state', { states })];
  });
}

const stateKeys: Readonly<Record<string, WordsKey>> = {
  'ESTABLISHED,RELATED': 'compiler.whyScaffold_established',
  INVALID: 'compiler.whyScaffold_invalid',
  NEW: 'hosts.stateNew',
};

/** Protocol and ports in one: "tcp/22", "udp 67 → 68", "ICMP type 8". */
function serviceWords(matches: readonly Match[], language: Language): readonly string[] {
  const protocol = matches.find((match) => match.kind === 'protocol');
  const ports = matches.find((match) => match.kind === 'ports');
  const multi = matches.find((match) => match.kind === 'multiport');
  const icmp = matches.find((match) => match.kind === 'icmp');
  if (protocol?.negated) return [say(language, 'hosts.not', { what: protocolName(protocol.protocol) })];
  const name = protocol ? protocolName(protocol.protocol) : ports ? ports.module : undefined;
  if (icmp) return [icmpWords(icmp, name ?? (icmp.module === 'icmp6' ? 'ICMPv6' : 'ICMP'), language)];
  if (multi) {
    const list = multi.ranges.map(rangeText).join(',');
    const plain = name !== undefined && multi.side === 'destination' && !multi.negated;
    if (plain) return [serviceName(`${name}/${list}`)];
    const key = `hosts.ports_${multi.side}` as const;
    const what = say(language, key, { ports: list });
    const words = multi.negated ? say(language, 'hosts.not', { what }) : what;
    return name === undefined ? [words] : [say(language, 'hosts.both', { first: name, second: words })];
  }
  if (ports) return portsWords(name ?? '', ports, language);
  return name === undefined ? [] : [name];
}

function portsWords(
  name: string,
  { source, destination, rest }: Extract<Match, { kind: 'ports' }>,
  language: Language,
): readonly string[] {
  const options = rest === '' ? [] : [rest === synOnly ? 'SYN' : rest];
  const isPlain = (range: NegatableRange | null) => range !== null && !range.negated;
  if (source && destination && isPlain(source) && isPlain(destination)) {
    return [`${name} ${rangeText(source)} → ${rangeText(destination)}`, ...options];
  }
  const other = (range: NegatableRange | null, key: WordsKey) => {
    if (!range) return [];
    const what = say(language, key, { ports: rangeText(range) });
    return [range.negated ? say(language, 'hosts.not', { what }) : what];
  };
  if (destination && !destination.negated) {
    return [serviceName(`${name}/${rangeText(destination)}`), ...other(source, 'hosts.ports_source'), ...options];
  }
  return [name, ...other(source, 'hosts.ports_source'), ...other(destination, 'hosts.ports_destination'), ...options];
}

const synOnly = '--tcp-flags FIN,SYN,RST,ACK SYN';

function icmpWords({ type, code, negated }: Extract<Match, { kind: 'icmp' }>, name: string, language: Language) {
  if (type === null) return name;
  const number = `${type}${code === null ? '' : `/${code}`}`;
  const what =
    !negated && code === null && (type === 8 || type === 128)
      ? say(language, 'hosts.ping', { name })
      : say(language, 'hosts.icmpType', { name, type: number });
  return negated ? say(language, 'hosts.not', { what }) : what;
}

/** All that is neither state nor service. */
function matchWords(match: Match, sizes: SetSizes, language: Language): readonly string[] {
  const words = (key: WordsKey, value: string, negated: boolean) => {
    const what = say(language, key, { what: value });
    return [negated ? say(language, 'hosts.not', { what }) : what];
  };
  switch (match.kind) {
    case 'source':
      return words('hosts.from', address(match.cidr), match.negated);
    case 'destination':
      return words('hosts.to', address(match.cidr), match.negated);
    case 'set':
      return setWords(match, sizes, language);
    case 'inInterface':
      return words('hosts.inBy', match.name, match.negated);
    case 'outInterface':
      return words('hosts.outBy', match.name, match.negated);
    case 'physdev':
      return physdevWords(match, language);
    case 'mac':
      return words('hosts.mac', match.address.toLowerCase(), match.negated);
    case 'fragment':
      return [say(language, match.negated ? 'hosts.fragmentNot' : 'hosts.fragment')];
    case 'other':
      return match.module === 'tcp' || match.module === 'udp' ? [match.text] : [printMatch(match).replace(/^-m /, '')];
    case 'protocol':
    case 'ports':
    case 'multiport':
    case 'icmp':
    case 'state':
    case 'ctstate':
    case 'comment':
      return [];
  }
}

function setWords(match: Extract<Match, { kind: 'set' }>, sizes: SetSizes, language: Language): readonly string[] {
  const [side, ...more] = match.flags;
  if (more.length > 0 || match.rest !== '') return [printMatch(match).replace(/^-m set /, '')];
  const count = sizes(match.name);
  const params = { set: match.name, count: count ?? 0 };
  const members =
    count === undefined ? say(language, 'hosts.setOpen', params) : say(language, 'hosts.setMembers', params);
  const what = say(language, side === 'dst' ? 'hosts.to' : 'hosts.from', { what: members });
  return [match.negated ? say(language, 'hosts.not', { what }) : what];
}

function physdevWords(match: Extract<Match, { kind: 'physdev' }>, language: Language): readonly string[] {
  const { in: from, out: to, isIn, isOut, isBridged } = match;
  const side = (name: typeof from, key: WordsKey) => {
    if (!name) return [];
    const what = say(language, key, { what: name.name });
    return [name.negated ? say(language, 'hosts.not', { what }) : what];
  };
  const named = [...side(from, 'hosts.fromPort'), ...side(to, 'hosts.toPort')];
  // That a frame with a port at the end was bridged goes without saying.
  const isSaid = named.length > 0 && isBridged !== 'no' && isIn === 'absent' && isOut === 'absent';
  if (isSaid) return named;
  const flags = [
    ...(isBridged === 'absent' ? [] : [say(language, isBridged === 'yes' ? 'hosts.bridged' : 'hosts.bridgedNot')]),
    ...(isIn === 'absent' ? [] : [isIn === 'yes' ? '--physdev-is-in' : '! --physdev-is-in']),
    ...(isOut === 'absent' ? [] : [isOut === 'yes' ? '--physdev-is-out' : '! --physdev-is-out']),
  ];
  return [...named, ...flags];
}

function protocolName(text: string): string {
  const number = protocolNumber(text);
  if (number === 1) return 'ICMP';
  if (number === 58) return 'ICMPv6';
  return number === undefined ? text : protocolText(number);
}

/** An address stands without the length of its prefix. */
function address(cidr: string): string {
  return cidr.replace(/\/(?:32|128)$/, '');
}

function rangeText({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}
