import type { BoundPort, Direction } from '../../../model/index.ts';
import { type Family, portChain, printedPrefix, tapName } from '../../../netfilter/index.ts';
import type { Match, Target } from '../../../netfilter/index.ts';
import type { CommentName } from './comments.ts';
import type { Context } from './context.ts';
import type { CompiledGroup } from './group-rules.ts';
import { withLength } from './group-rules.ts';
import { type FilledChain, type Line, type Origin, fillChain, firstOfEqual, line } from './line.ts';
import { destination, drop, giveBack, icmp, jump, mac, ports, protocol, source, state } from './rule-parts.ts';
import { isOfFamily, sourcePairs } from './source-pairs.ts';

/** Servers of a port's network; only the oldest profile looks at them. */
export interface NetworkServers {
  readonly dhcp: readonly string[];
  readonly routers: readonly string[];
}

export interface PortChains {
  readonly ipv4: readonly FilledChain[];
  readonly ipv6: readonly FilledChain[];
}

/** Lines that are the same in the chains of every port. */
export type FixedLines = ReturnType<typeof createFixedLines>;

export function createFixedLines(context: Context) {
  const scaffold = (role: Extract<Origin, { kind: 'scaffold' }>['role']): Origin => ({ kind: 'scaffold', role });
  const guard = (what: Extract<Origin, { kind: 'antiSpoof' }>['what']): Origin => ({ kind: 'antiSpoof', what });
  const make = (matches: readonly Match[], target: Target, origin: Origin, name?: CommentName): Line =>
    fixedLine(context, name === undefined ? matches : [...matches, ...context.comment(name)], target, origin);
  const udp = (from: number, to: number) => [protocol('udp'), ports('udp', { from, to })];
  const icmpv6 = (type: number) => [protocol('ipv6-icmp'), icmp('icmp6', type)];
  const dhcpOrigin = scaffold('dhcp');
  const dhcpIn = (service: readonly Match[], all: string) => ({
    service,
    toAll: line([destination(all), ...service], giveBack, dhcpOrigin, `-d ${all} dhcp`),
  });
  const unspecified = [source('::/128'), destination('ff02::/16')];
  return {
    icmpv6In: context.traits.icmpv6In.map((type) => make(icmpv6(type), giveBack, scaffold('icmpv6'))),
    established: make([state('RELATED', 'ESTABLISHED')], giveBack, scaffold('established'), 'established'),
    invalid: make([state('INVALID')], drop, scaffold('invalid'), 'invalidDrop'),
    fallback: make([], jump(context.own('sg-fallback')), scaffold('fallback'), 'unmatched'),
    /** Answers of DHCP servers, before the address is known that they go to. Their texts only tell addresses apart. */
    dhcpIn: {
      ipv4: dhcpIn(udp(67, 68), '255.255.255.255/32'),
      ipv6: dhcpIn(udp(547, 546), 'fe80::/64'),
    },
    dhcpOrigin,
    advertisementIn: make(icmpv6(134), giveBack, scaffold('icmpv6')),
    discover: make(
      [source('0.0.0.0/32'), destination('255.255.255.255/32'), ...udp(68, 67)],
      giveBack,
      scaffold('dhcp'),
      'dhcpClient',
    ),
    dhcpClient: make(udp(68, 67), giveBack, scaffold('dhcp'), 'dhcpClient'),
    dhcpSpoof: make(udp(67, 68), drop, guard('dhcp'), 'dhcpSpoof'),
    dhcp6Client: make(udp(546, 547), giveBack, scaffold('dhcp'), 'dhcpClient'),
    dhcp6Spoof: make(udp(547, 546), drop, guard('dhcp'), 'dhcpSpoof'),
    unspecifiedIcmpv6: [131, 135, 143].map((type) =>
      make([...unspecified, ...icmpv6(type)], giveBack, scaffold('icmpv6'), 'icmpv6Allow'),
    ),
    advertisementDrop: make(icmpv6(134), drop, guard('ra'), 'raDrop'),
    icmpv6Out: make([protocol('ipv6-icmp')], giveBack, scaffold('icmpv6'), 'icmpv6Allow'),
    pairDrop: make([], drop, guard('mac-ip'), 'pairDrop'),
  };
}

/** The chains of a filtered port: i towards the instance, o from it, s for the check of its sources. */
export function compilePortChains(
  port: BoundPort,
  groups: readonly CompiledGroup[],
  servers: NetworkServers,
  context: Context,
  fixed: FixedLines,
): PortChains {
  const pairs = sourcePairs(port, context);
  const device = tapName(port.id);
  const chains = (family: Family): readonly FilledChain[] => {
    const names = {
      i: portChain(context.prefix, 'i', device),
      o: portChain(context.prefix, 'o', device),
      s: portChain(context.prefix, 's', device),
    };
    const sourceCheck = pairs[family].map(({ mac: address, words, shown }) => {
      const matches = [...(shown === undefined ? [] : [source(shown)]), mac(address), ...context.comment('pairAllow')];
      const text = `${words === null ? '' : `-s ${words} `}${address}`;
      return line(matches, giveBack, { kind: 'antiSpoof', what: 'mac-ip' }, text);
    });
    const toSourceCheck =
      sourceCheck.length === 0 ? [] : [fixedLine(context, [], jump(names.s), { kind: 'antiSpoof', what: 'mac-ip' })];
    const ingress = inLines(port, family, groups, servers, context, fixed);
    const egress = [
      ...outLines(family, toSourceCheck, context, fixed),
      fixed.established,
      ...groupLines(port, [], groups, family, 'egress', context),
      fixed.invalid,
      fixed.fallback,
    ];
    const filled = [fillChain(names.i, ingress), fillChain(names.o, egress)];
    if (sourceCheck.length > 0) filled.push(fillChain(names.s, [...sourceCheck, fixed.pairDrop]));
    return filled;
  };
  return { ipv4: chains('ipv4'), ipv6: chains('ipv6') };
}

function inLines(
  port: BoundPort,
  family: Family,
  groups: readonly CompiledGroup[],
  servers: NetworkServers,
  context: Context,
  fixed: FixedLines,
): readonly Line[] {
  const provided = context.traits.serversBySource
    ? linesBySource(family, servers)
    : linesByDestination(port, family, fixed);
  return [
    ...(family === 'ipv6' ? fixed.icmpv6In : []),
    fixed.established,
    ...groupLines(port, provided, groups, family, 'ingress', context),
    fixed.invalid,
    fixed.fallback,
  ];
}

/** Since Neutron 10: answers of DHCP by the address that they go to, router advertisements from anyone. */
function linesByDestination(port: BoundPort, family: Family, fixed: FixedLines): readonly Line[] {
  const { service, toAll } = fixed.dhcpIn[family];
  const answers: Line[] = [];
  for (const { ipAddress } of port.fixedIps) {
    if (!isOfFamily(ipAddress, family)) continue;
    const words = withLength(ipAddress);
    answers.push(
      line([destination(printedPrefix(words) ?? words), ...service], giveBack, fixed.dhcpOrigin, `-d ${words} dhcp`),
    );
  }
  const advertisements = family === 'ipv6' && answers.length > 0 ? [fixed.advertisementIn] : [];
  return [...advertisements, ...answers, toAll];
}

/** Neutron 7: only from the servers that are known, and nothing without one. */
function linesBySource(family: Family, { dhcp, routers }: NetworkServers): readonly Line[] {
  const [from, to] = family === 'ipv4' ? [67, 68] : [547, 546];
  const ofFamily = (address: string) => isOfFamily(address, family);
  const from_ = (address: string) => source(printedPrefix(address) ?? address);
  const advertisements = routers
    .filter(ofFamily)
    .map((address) =>
      line(
        [from_(address), protocol('ipv6-icmp'), icmp('icmp6', 134)],
        giveBack,
        { kind: 'scaffold', role: 'icmpv6' },
        `-s ${withLength(address)} -p icmpv6 --icmpv6-type 134 -j RETURN`,
      ),
    );
  const answers = dhcp
    .filter(ofFamily)
    .map((address) =>
      line([from_(address), protocol('udp'), ports('udp', { from, to })], giveBack, { kind: 'scaffold', role: 'dhcp' }),
    );
  return [...(family === 'ipv6' ? advertisements : []), ...answers];
}

function outLines(
  family: Family,
  toSourceCheck: readonly Line[],
  { traits }: Context,
  fixed: FixedLines,
): readonly Line[] {
  if (family === 'ipv4') {
    return traits.dhcpBeforeSourceCheck
      ? [fixed.dhcpClient, ...toSourceCheck, fixed.dhcpSpoof]
      : [fixed.discover, ...toSourceCheck, fixed.dhcpClient, fixed.dhcpSpoof];
  }
  const own = [fixed.advertisementDrop, fixed.icmpv6Out, fixed.dhcp6Client];
  return traits.dhcpBeforeSourceCheck
    ? [...own, ...toSourceCheck, fixed.dhcp6Spoof]
    : [...fixed.unspecifiedIcmpv6, ...toSourceCheck, ...own, fixed.dhcp6Spoof];
}

/** Rules of the port's groups, in its order, behind those that the layout provides. */
function groupLines(
  port: BoundPort,
  provided: readonly Line[],
  groups: readonly CompiledGroup[],
  family: Family,
  direction: Direction,
  { traits }: Context,
): readonly Line[] {
  const lines: Line[] = [...provided];
  for (const group of groups) {
    for (const each of group.lines[family][direction]) {
      const { unless } = each;
      if (unless === undefined || !port.fixedIps.some((ip) => ip.ipAddress === unless)) lines.push(each);
    }
  }
  return traits.rawWords ? lines : firstOfEqual(lines);
}

/** The oldest release writes ICMPv6 by its other name and without the module, in its own rules too. */
function fixedLine(context: Context, matches: readonly Match[], target: Target, origin: Origin): Line {
  const made = line(matches, target, origin);
  if (!context.traits.rawWords) return made;
  return { ...made, text: made.text.replace('-p ipv6-icmp', '-p icmpv6').replace(' -m icmp6', '') };
}
