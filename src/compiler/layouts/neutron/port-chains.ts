import type { BoundPort, Direction } from '../../../model/index.ts';
import { type Family, printedPrefix } from '../../../netfilter/index.ts';
import type { Match, Target } from '../../../netfilter/index.ts';
import type { CommentName } from './comments.ts';
import type { Context } from './context.ts';
import type { CompiledGroup } from './group-rules.ts';
import { withLength } from './group-rules.ts';
import { type FilledChain, type Line, type Origin, fillChain, fillPortChain, line } from './line.ts';
import type { PortNames } from './port-names.ts';
import { destination, drop, giveBack, icmp, jump, mac, ports, protocol, source, state } from './rule-parts.ts';
import { type SourcePair, type WrittenPrefix, isOfFamily, sourcePairs, writtenPrefix } from './source-pairs.ts';

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
  const established = make([state('RELATED', 'ESTABLISHED')], giveBack, scaffold('established'), 'established');
  const icmpv6In = context.traits.icmpv6In.map((type) => make(icmpv6(type), giveBack, scaffold('icmpv6')));
  const discover = make(
    [source('0.0.0.0/32'), destination('255.255.255.255/32'), ...udp(68, 67)],
    giveBack,
    scaffold('dhcp'),
    'dhcpClient',
  );
  const dhcpClient = make(udp(68, 67), giveBack, scaffold('dhcp'), 'dhcpClient');
  const dhcpSpoof = make(udp(67, 68), drop, guard('dhcp'), 'dhcpSpoof');
  const dhcp6Client = make(udp(546, 547), giveBack, scaffold('dhcp'), 'dhcpClient');
  const dhcp6Spoof = make(udp(547, 546), drop, guard('dhcp'), 'dhcpSpoof');
  const unspecifiedIcmpv6 = [131, 135, 143].map((type) =>
    make([...unspecified, ...icmpv6(type)], giveBack, scaffold('icmpv6'), 'icmpv6Allow'),
  );
  const ipv6Out = [
    make(icmpv6(134), drop, guard('ra'), 'raDrop'),
    make([protocol('ipv6-icmp')], giveBack, scaffold('icmpv6'), 'icmpv6Allow'),
    dhcp6Client,
  ];
  const outStart: { readonly [f in Family]: { readonly before: readonly Line[]; readonly after: readonly Line[] } } =
    context.traits.dhcpBeforeSourceCheck
      ? {
          ipv4: { before: [dhcpClient], after: [dhcpSpoof, established] },
          ipv6: { before: ipv6Out, after: [dhcp6Spoof, established] },
        }
      : {
          ipv4: { before: [discover], after: [dhcpClient, dhcpSpoof, established] },
          ipv6: { before: unspecifiedIcmpv6, after: [...ipv6Out, dhcp6Spoof, established] },
        };
  const inStart: { readonly [f in Family]: readonly Line[] } = {
    ipv4: [established],
    ipv6: [...icmpv6In, established],
  };
  return {
    /** What an i chain begins with. */
    inStart,
    /** What an o chain begins with: before and after the source check. */
    outStart,
    /** What both end with. */
    end: [
      make([state('INVALID')], drop, scaffold('invalid'), 'invalidDrop'),
      make([], jump(context.own('sg-fallback')), scaffold('fallback'), 'unmatched'),
    ],
    /** Answers of DHCP servers, before the address is known that they go to. Their texts only tell addresses apart. */
    dhcpIn: {
      ipv4: dhcpIn(udp(67, 68), '255.255.255.255/32'),
      ipv6: dhcpIn(udp(547, 546), 'fe80::/64'),
    },
    dhcpOrigin,
    advertisementIn: make(icmpv6(134), giveBack, scaffold('icmpv6')),
    pairDrop: make([], drop, guard('mac-ip'), 'pairDrop'),
  };
}

/** The chains of a filtered port: i towards the instance, o from it, s for the check of its sources. */
export function compilePortChains(
  port: BoundPort,
  names: PortNames,
  groups: readonly CompiledGroup[],
  servers: NetworkServers,
  context: Context,
  fixed: FixedLines,
): PortChains {
  const addresses = port.fixedIps.map(({ ipAddress }) => writtenPrefix(ipAddress));
  const pairs = sourcePairs(port, addresses, context);
  const toSourceCheck = [line([], jump(names.sourceChain), sourceGuard)];
  // Of equal rules of its groups the last stays in the oldest release, as anywhere, and the first in all others.
  const fill = context.traits.rawWords
    ? (name: string, start: readonly Line[], middle: readonly Line[], end: readonly Line[]) =>
        fillChain(name, start.concat(middle, end))
    : fillPortChain;
  const chains = (family: Family): readonly FilledChain[] => {
    const provided = context.traits.serversBySource
      ? linesBySource(family, servers)
      : linesByDestination(addresses, family, fixed);
    const ingress = provided.concat(groupLines(port, groups, family, 'ingress'));
    const egress = groupLines(port, groups, family, 'egress');
    const { before, after } = fixed.outStart[family];
    const sources = pairs[family];
    const outStart = sources.length === 0 ? before.concat(after) : before.concat(toSourceCheck, after);
    const chainPair = [
      fill(names.inChain, fixed.inStart[family], ingress, fixed.end),
      fill(names.outChain, outStart, egress, fixed.end),
    ];
    if (sources.length === 0) return chainPair;
    const check = sources.map((pair) => sourceLine(pair, context));
    return [...chainPair, fillChain(names.sourceChain, [...check, fixed.pairDrop])];
  };
  return { ipv4: chains('ipv4'), ipv6: chains('ipv6') };
}

const sourceGuard: Origin = { kind: 'antiSpoof', what: 'mac-ip' };

function sourceLine({ mac: address, words, shown }: SourcePair, context: Context): Line {
  const matches = shown === undefined ? [mac(address)] : [source(shown), mac(address)];
  const text = words === null ? address : `-s ${words} ${address}`;
  return line(matches.concat(context.comment('pairAllow')), giveBack, sourceGuard, text);
}

/** Since Neutron 10: answers of DHCP by the address that they go to, router advertisements from anyone. */
function linesByDestination(addresses: readonly WrittenPrefix[], family: Family, fixed: FixedLines): readonly Line[] {
  const { service, toAll } = fixed.dhcpIn[family];
  const lines: Line[] = [];
  for (const { family: own, words, shown } of addresses) {
    if (own !== family) continue;
    if (family === 'ipv6' && lines.length === 0) lines.push(fixed.advertisementIn);
    lines.push(line([destination(shown ?? words)].concat(service), giveBack, fixed.dhcpOrigin, `-d ${words} dhcp`));
  }
  lines.push(toAll);
  return lines;
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

/** Rules of the port's groups, in its order. */
function groupLines(
  port: BoundPort,
  groups: readonly CompiledGroup[],
  family: Family,
  direction: Direction,
): readonly Line[] {
  let lines: readonly Line[] = [];
  for (const { lines: all, expanded } of groups) {
    const own = all[family][direction];
    // Only members of remote groups, which are written out where there are no sets, can be the port itself.
    lines = lines.concat(expanded.length === 0 ? own : own.filter(({ unless }) => !isOwnAddress(port, unless)));
  }
  return lines;
}

function isOwnAddress(port: BoundPort, address: string | undefined): boolean {
  return address !== undefined && port.fixedIps.some(({ ipAddress }) => ipAddress === address);
}

/** The oldest release writes ICMPv6 by its other name and without the module, in its own rules too. */
function fixedLine(context: Context, matches: readonly Match[], target: Target, origin: Origin): Line {
  const made = line(matches, target, origin);
  if (!context.traits.rawWords) return made;
  return { ...made, text: made.text.replace('-p ipv6-icmp', '-p icmpv6').replace(' -m icmp6', '') };
}
