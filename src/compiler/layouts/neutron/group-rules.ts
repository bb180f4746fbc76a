import {
  type Direction,
  type HostState,
  type Remote,
  type SecurityGroup,
  type SecurityGroupId,
  type SecurityGroupRule,
  cidrParts,
  cidrVersion,
  parseAddress,
  parseCidr,
} from '../../../model/index.ts';
import { type Family, type Match, printedPrefix, setName } from '../../../netfilter/index.ts';
import type { CompileWarning } from '../../layout.ts';
import type { Context } from './context.ts';
import { type Line, type Origin, line } from './line.ts';
import { type WrittenProtocol, writtenProtocol } from './protocol.ts';
import { destination, giveBack, icmp, inSet, multiport, ports, protocol, source } from './rule-parts.ts';

/** A line of a group. `unless`: left out for a port that has this fixed address. */
interface GroupLine extends Line {
  readonly unless?: string;
}

/** A set that rules of a group name. */
export interface NeededSet {
  readonly name: string;
  readonly family: Family;
  readonly remote: GroupRemote;
}

export type GroupRemote = Extract<Remote, { kind: 'group' | 'addressGroup' }>;

/** What a security group comes to, for whatever port. */
export interface CompiledGroup {
  readonly group: SecurityGroup;
  readonly lines: { readonly [f in Family]: { readonly [d in Direction]: readonly GroupLine[] } };
  readonly sets: readonly NeededSet[];
  readonly warnings: readonly CompileWarning[];
  /** Remote groups whose members went into the lines: the group is to be compiled anew when one of them changes. */
  readonly expanded: readonly { readonly remote: GroupRemote; readonly members: readonly string[] }[];
}

/** Addresses of a remote group of either kind. */
export type RemoteAddresses = (remote: GroupRemote) => readonly string[];

export function remoteAddresses(
  state: HostState,
  members: (group: SecurityGroupId) => readonly string[],
): RemoteAddresses {
  return (remote) =>
    remote.kind === 'group' ? members(remote.id) : (state.addressGroups.get(remote.id)?.addresses ?? []);
}

export function compileGroup(group: SecurityGroup, context: Context, addresses: RemoteAddresses): CompiledGroup {
  const lines = {
    ipv4: { ingress: lineList(), egress: lineList() },
    ipv6: { ingress: lineList(), egress: lineList() },
  };
  const sets = new Map<string, NeededSet>();
  const warnings: CompileWarning[] = [];
  const expanded: { readonly remote: GroupRemote; readonly members: readonly string[] }[] = [];
  for (const rule of onceEach(group.rules)) {
    const family = rule.ethertype === 'IPv4' ? 'ipv4' : 'ipv6';
    const origin: Origin = { kind: 'securityGroupRule', rule: rule.id, group: group.id };
    const service = readService(rule, context);
    for (const code of warningsOf(rule, service, context)) warnings.push({ code, group: group.id, rule: rule.id });
    if (service === undefined) continue;
    const out = lines[family][rule.direction];
    const remote = restricting(rule.remote, context);
    if (remote === undefined) {
      out.push(serviceLine(rule, service, prefixOf(rule.remote, context), origin));
    } else if (context.options.ipset) {
      const name = setName(rule.ethertype, remote.id);
      sets.set(name, { name, family, remote });
      out.push(serviceLine(rule, service, { kind: 'set', name }, origin));
    } else {
      const members = addresses(remote);
      expanded.push({ remote, members });
      for (const { cidr, member } of sortedCidrs(members, family)) {
        const prefix = prefixOf({ kind: 'prefix', prefix: cidr }, context);
        out.push({ ...serviceLine(rule, service, prefix, origin), unless: member });
      }
    }
  }
  return { group, lines, sets: [...sets.values()], warnings, expanded };
}

function lineList(): GroupLine[] {
  return [];
}

/** Rules that agree in everything but their id count once inside a group. */
function onceEach(rules: readonly SecurityGroupRule[]): readonly SecurityGroupRule[] {
  const seen = new Set<string>();
  return rules.filter((rule) => {
    const key = ruleFields(rule);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Equal for rules that say the same in the same words. */
export function ruleFields({ direction, ethertype, protocol, portRangeMin, portRangeMax, remote }: SecurityGroupRule) {
  const word = remote.kind === 'any' ? '' : remote.kind === 'prefix' ? remote.prefix : remote.id;
  return `${direction} ${ethertype} ${protocol} ${portRangeMin} ${portRangeMax} ${remote.kind} ${word}`;
}

/** The remote group that a rule is restricted to; undefined if the profile leaves the rule open. */
export function restricting(remote: Remote, { traits }: Context): GroupRemote | undefined {
  if (remote.kind === 'group') return remote;
  return remote.kind === 'addressGroup' && traits.addressGroups ? remote : undefined;
}

/** Protocol and ports as matches, and as the words that Neutron's agent writes. */
interface Service {
  readonly words: string;
  readonly matches: readonly Match[];
  readonly ignoredPorts: boolean;
}

/** Undefined for a rule that no kernel takes: types of one family's ICMP in a rule of the other. */
function readService(rule: SecurityGroupRule, context: Context): Service | undefined {
  const written = writtenProtocol(rule.protocol, rule.ethertype, context);
  if (!written) return { words: '', matches: [], ignoredPorts: rule.portRangeMin !== null };
  const { word, shown } = written;
  const base = shown === undefined ? [] : [protocol(shown)];
  const { portRangeMin: min, portRangeMax: max } = rule;
  if (min === null) {
    const alwaysNamed = context.traits.rawWords && (word === 'tcp' || word === 'udp');
    return alwaysNamed
      ? { words: `-p ${word} -m ${word}`, matches: [...base, ports(word)], ignoredPorts: false }
      : { words: `-p ${word}`, matches: base, ignoredPorts: false };
  }
  const detail = context.traits.rawWords ? rawDetail(written, min, max) : mappedDetail(written, min, max);
  if (!detail) return { words: `-p ${word}`, matches: base, ignoredPorts: true };
  const isForeignIcmp = detail.matches.some(
    (match) => match.kind === 'icmp' && (match.module === 'icmp6') !== (rule.ethertype === 'IPv6'),
  );
  if (isForeignIcmp) return undefined;
  return { words: `-p ${word} ${detail.words}`, matches: [...base, ...detail.matches], ignoredPorts: false };
}

interface Detail {
  readonly words: string;
  readonly matches: readonly Match[];
}

/** Undefined for a protocol that Neutron knows no ports or types of: it leaves them out without a word. */
function mappedDetail({ word }: WrittenProtocol, min: number, max: number | null): Detail | undefined {
  switch (word) {
    case 'icmp':
      return icmpDetail('icmp', '-m icmp --icmp-type', min, max);
    case 'ipv6-icmp':
      return icmpDetail('icmp6', '-m icmp6 --icmpv6-type', min, max);
    case 'tcp':
    case 'udp':
    case 'sctp':
    case 'dccp':
      return portDetail(word, min, max ?? min);
    case 'udplite':
      return { words: `-m multiport --dports ${range(min, max ?? min)}`, matches: [multiport(min, max ?? min)] };
    default:
      return undefined;
  }
}

/** The oldest release knows ports of TCP and UDP only, and always names their module. */
function rawDetail({ word }: WrittenProtocol, min: number, max: number | null): Detail | undefined {
  switch (word) {
    case 'icmp':
      return icmpDetail('icmp', '--icmp-type', min, max);
    case 'icmpv6':
      return icmpDetail('icmp6', '--icmpv6-type', min, max);
    case 'tcp':
    case 'udp':
      return portDetail(word, min, max ?? min);
    default:
      return undefined;
  }
}

function portDetail(module: 'tcp' | 'udp' | 'sctp' | 'dccp', min: number, max: number): Detail {
  if (min === max) return { words: `-m ${module} --dport ${min}`, matches: [ports(module, { to: min })] };
  return {
    words: `-m ${module} -m multiport --dports ${range(min, max)}`,
    matches: [ports(module), multiport(min, max)],
  };
}

/** For IPv4 iptables reads type 255, with whatever code, as any type. */
function icmpDetail(module: 'icmp' | 'icmp6', option: string, type: number, code: number | null): Detail {
  const words = `${option} ${type}${code === null ? '' : `/${code}`}`;
  return { words, matches: [module === 'icmp' && type === 255 ? icmp(module, null) : icmp(module, type, code)] };
}

function range(first: number, last: number): string {
  return first === last ? String(first) : `${first}:${last}`;
}

/** The other side: a prefix as written and as shown, a set, or nothing. */
type Side =
  | { readonly kind: 'none' }
  | { readonly kind: 'prefix'; readonly words: string; readonly shown: string | undefined }
  | { readonly kind: 'set'; readonly name: string };

function prefixOf(remote: Remote, { traits }: Context): Side {
  if (remote.kind !== 'prefix') return { kind: 'none' };
  const { prefix } = remote;
  const shown = prefix.endsWith('/0') ? undefined : printedPrefix(prefix);
  if (traits.rawWords) return { kind: 'prefix', words: prefix, shown };
  if (shown === undefined) return { kind: 'none' };
  return { kind: 'prefix', words: prefix.includes('/') ? prefix : withLength(prefix), shown };
}

/** A bare address as Neutron gives it to iptables: spelled canonically, with the full length. */
export function withLength(address: string): string {
  const canonical = parseAddress(address);
  return canonical === undefined ? address : `${canonical}/${cidrVersion(canonical) === 4 ? 32 : 128}`;
}

function serviceLine({ direction }: SecurityGroupRule, service: Service, side: Side, origin: Origin): Line {
  const isIn = direction === 'ingress';
  switch (side.kind) {
    case 'none':
      return textLine(service.matches, service.words, origin);
    case 'prefix': {
      const end = side.shown === undefined ? [] : [isIn ? source(side.shown) : destination(side.shown)];
      return textLine([...end, ...service.matches], `${isIn ? '-s' : '-d'} ${side.words} ${service.words}`, origin);
    }
    case 'set': {
      const end = isIn ? 'src' : 'dst';
      const words = `${service.words} -m set --match-set ${side.name} ${end}`;
      return textLine([...service.matches, inSet(side.name, end)], words, origin);
    }
  }
}

function textLine(matches: readonly Match[], words: string, origin: Origin): Line {
  const trimmed = words.trim();
  return line(matches, giveBack, origin, trimmed === '' ? '-j RETURN' : `${trimmed} -j RETURN`);
}

/**
 * Members of one family, masked, ascending by address and then by length. Neutron has no order of its own here (it
 * walks a set), so this one is ours.
 */
function sortedCidrs(members: readonly string[], family: Family): readonly { cidr: string; member: string }[] {
  return members
    .flatMap((member) => {
      const cidr = parseCidr(member);
      if (cidr === undefined || (cidrVersion(cidr) === 4) !== (family === 'ipv4')) return [];
      return [{ cidr, member, parts: cidrParts(cidr) }];
    })
    .sort((a, b) => {
      if (a.parts.first !== b.parts.first) return a.parts.first < b.parts.first ? -1 : 1;
      return a.parts.length - b.parts.length;
    });
}

function warningsOf(
  rule: SecurityGroupRule,
  service: Service | undefined,
  { traits }: Context,
): readonly CompileWarning['code'][] {
  const codes: CompileWarning['code'][] = [];
  if (rule.remote.kind === 'addressGroup' && !traits.addressGroups) codes.push('ADDRESS_GROUP_UNRESTRICTED');
  if (rule.protocol === 'ipip' && traits.ipip === 'ipip') codes.push('PROTOCOL_IPIP_MEANS_94');
  if (service?.ignoredPorts === true) codes.push('PORTS_IGNORED');
  if (service === undefined) codes.push('ICMP_OF_OTHER_FAMILY');
  return codes;
}
