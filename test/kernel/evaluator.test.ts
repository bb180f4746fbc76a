import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Connection,
  type Packet,
  type RuleRef,
  type Trace,
  evaluate,
  indexSets,
  replyTo,
  rulesMet,
} from '../../src/explain/index.ts';
import { parseSave, parseSets } from '../../src/netfilter/index.ts';
import {
  type BridgeHost,
  type Counts,
  type Instance,
  bridge,
  hostAddress,
  hostMac,
  instances,
  openBridgeHost,
} from './bridge-host.ts';
import { describeInNamespace } from './namespace.ts';

/*
 * Random rules, and packets sent through a real bridge: the counters that they move have to be those of the rules that
 * the evaluator says they meet. IPv4 only: hosts speak IPv6 without being asked, and what they say moves counters too;
 * test/golden/trace has recordings of both families.
 */

const rulesetCount = 12;
const packetCount = 12;

describeInNamespace('the evaluator and a real kernel meet the same rules', () => {
  describe.each(['nft', 'legacy'] as const)('%s', (backend) => {
    let host: BridgeHost;
    const sent: Trace[] = [];
    beforeAll(async () => {
      host = await openBridgeHost(backend);
    });
    afterAll(() => host.close());

    // A fixed seed: what is sent is the same in every run, so that a failure can be looked at.
    const texts = fc.sample(rulesets(), { seed: 20_160_302, numRuns: rulesetCount });

    test.each(texts.map((text, n) => ({ text, n, title: `ruleset ${n + 1}` })))('$title', async ({ text, n }) => {
      host.load(text, sets);
      const { ruleset, findings } = parseSave(host.save(), 'ipv4');
      expect(findings).toEqual([]);
      const members = indexSets(parseSets(sets).sets);
      const connections: Connection[] = [];
      let counts = host.counts();
      for (const { from, packet } of conversation(n)) {
        const trace = evaluate(ruleset, members, packet, { connections });
        await host.send(from, packet);
        const after = await arrived(host, counts);
        expect({ text, packet, met: moved(counts, after) }).toEqual({ text, packet, met: tally(rulesMet(trace)) });
        remember(connections, packet, trace);
        sent.push(trace);
        counts = after;
      }
    });

    test('and were sent packets of every verdict, state and path', () => {
      expect(sent.length).toBe(rulesetCount * packetCount);
      expect(new Set(sent.map(({ verdict }) => verdict))).toEqual(new Set(['accept', 'drop', 'reject']));
      const states = ['NEW', 'ESTABLISHED', 'UNTRACKED', null];
      expect(states.filter((state) => sent.every(({ ctState }) => ctState !== state))).toEqual([]);
      const chains = new Set(sent.flatMap((trace) => rulesMet(trace)).map(({ table, chain }) => `${table} ${chain}`));
      const own = ['filter FORWARD', 'filter INPUT', 'filter u0', 'filter u1', 'filter u2', 'nat PREROUTING'];
      expect(own.filter((chain) => !chains.has(chain))).toEqual([]);
    });
  });
});

/** The counts after one packet more: the first rule of raw counts every packet, before anything else sees it. */
async function arrived(host: BridgeHost, before: Counts): Promise<Counts> {
  const wanted = (before.get(sentinel) ?? 0n) + 1n;
  await expect.poll(() => host.counts().get(sentinel), { interval: 10, timeout: 5000 }).toBe(wanted);
  // It may have been on its way through the later chains just then.
  return host.counts();
}
const sentinel = 'raw/PREROUTING/1';

function moved(before: Counts, after: Counts): Readonly<Record<string, number>> {
  const delta = [...after].map(([rule, count]) => [rule, Number(count - (before.get(rule) ?? 0n))] as const);
  return Object.fromEntries(delta.filter(([, count]) => count !== 0).sort());
}

function tally(met: readonly RuleRef[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { table, chain, rule } of met) {
    const key = `${table}/${chain}/${rule}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort());
}

/** What conntrack has after the packet: a flow is kept when its first packet arrives; an answer counts when it is looked up. */
function remember(connections: Connection[], packet: Packet, { ctState, verdict, zone }: Trace): void {
  // Each ping has an id of its own, so none belongs to another.
  if (packet.protocol === 1 || (ctState !== 'NEW' && ctState !== 'ESTABLISHED')) return;
  const { source, destination, protocol, sourcePort, destinationPort } = packet;
  const index = connections.findIndex(
    (known) =>
      known.zone === zone &&
      known.protocol === protocol &&
      [known.source, known.destination].sort().join() === [source, destination].sort().join() &&
      [known.sourcePort, known.destinationPort].sort().join() === [sourcePort, destinationPort].sort().join(),
  );
  const known = connections[index];
  if (!known) {
    if (verdict !== 'accept' || sourcePort === undefined || destinationPort === undefined) return;
    connections.push({ source, destination, protocol, sourcePort, destinationPort, zone, replied: false });
  } else if (ctState === 'ESTABLISHED') {
    connections[index] = { ...known, replied: true };
  }
}

// ---- what is sent

interface Sent {
  readonly from: Instance;
  readonly packet: Packet;
}

const port = fc.constantFrom(1, 22, 53, 67, 68, 8080, 40_000, 65_535);

const freshPackets: fc.Arbitrary<Sent> = fc
  .constantFrom(...instances)
  .chain((from) =>
    fc.record({
      from: fc.constant(from),
      source: fc.constantFrom(...from.addresses),
      destination: fc.constantFrom(
        ...instances.filter(({ addresses }) => addresses[0] !== from.addresses[0]).flatMap(({ at }) => at),
        hostAddress,
      ),
      kind: fc.constantFrom('udp' as const, 'udp' as const, 'tcp' as const, 'tcp' as const, 'icmp' as const),
      ports: fc.tuple(port, port),
    }),
  )
  .map(({ from, source, destination, kind, ports }) => ({
    from,
    packet: packetOf(from, source, destination, kind, ports),
  }));

/** The packet as the host sees it: where it leaves follows from its destination. */
function packetOf(
  from: Instance,
  source: string,
  destination: string,
  kind: 'udp' | 'tcp' | 'icmp',
  [sourcePort, destinationPort]: readonly [number, number],
): Packet {
  const to = instances.find(({ at }) => at.includes(destination));
  const protocol = kind === 'udp' ? 17 : kind === 'tcp' ? 6 : 1;
  return {
    family: 'ipv4',
    in: bridge,
    physdevIn: from.tap,
    ...(to ? { path: 'bridged', out: bridge, physdevOut: to.tap } : { path: 'localIn' }),
    macSource: from.mac,
    macDestination: to?.mac ?? hostMac,
    source,
    destination,
    protocol,
    ...(protocol === 1 ? { icmpType: 8, icmpCode: 0 } : { sourcePort, destinationPort }),
    ...(protocol === 6 && { tcpFlags: ['SYN'] as const }),
  };
}

/** Fresh packets, each followed by an answer to it or by itself again. */
function conversation(n: number): readonly Sent[] {
  return fc.sample(freshPackets, { seed: n, numRuns: packetCount / 2 }).flatMap((one, i) => {
    const from = instances.find(({ at }) => at.includes(one.packet.destination));
    if (i % 3 === 0 || !from || one.packet.protocol === 1) return [one, one];
    const { source, destination, protocol, sourcePort = 0, destinationPort = 0 } = replyTo(one.packet);
    const kind = protocol === 17 ? 'udp' : 'tcp';
    return [one, { from, packet: packetOf(from, source, destination, kind, [sourcePort, destinationPort]) }];
  });
}

// ---- rules

const sets = `create A hash:net family inet
add A 10.0.0.0/30
add A 10.0.1.0/24
add A 10.0.1.2 nomatch
create P hash:ip,port family inet
add P 10.0.1.1,tcp:22
add P 10.0.1.1,udp:53
`;

const maybe = (part: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), part);
const not = maybe(fc.constant('! '));
const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((words) => words.join(''));
const address = fc.constantFrom(
  '10.0.0.1',
  '10.0.0.0/30',
  '10.0.0.8/29',
  '10.0.1.2',
  '10.0.0.0/8',
  '10.0.1.0/24',
  '10.0.9.9',
);
const device = fc.constantFrom(...instances.map(({ tap }) => tap), 'tap+', 'tapb+', 'eth9');

const conditions: readonly fc.Arbitrary<string>[] = [
  joined(not, fc.constantFrom('-s ', '-d '), address),
  joined(not, fc.constant('-i '), fc.constantFrom(bridge, 'brq+', 'lo')),
  fc.constantFrom('-p tcp', '-p udp', '-p icmp', '! -p udp'),
  joined(
    fc.constantFrom('-p tcp -m tcp ', '-p udp -m udp '),
    not,
    fc.constantFrom('--dport ', '--sport '),
    fc.constantFrom('22', '53:68', '1:1024', '40000:65535'),
  ),
  joined(
    fc.constantFrom('-p tcp -m multiport ', '-p udp -m multiport '),
    not,
    fc.constantFrom('--dports ', '--sports ', '--ports '),
    fc.constantFrom('22,53', '1:30,8080', '65535'),
  ),
  fc.constantFrom(
    '-p icmp -m icmp --icmp-type 8',
    '-p icmp -m icmp --icmp-type 8/1',
    '-p icmp -m icmp ! --icmp-type 0',
    '-p icmp -m icmp --icmp-type any',
  ),
  fc.constantFrom('-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN', '-p tcp -m tcp ! --tcp-flags SYN SYN'),
  joined(fc.constant('-m physdev '), not, fc.constantFrom('--physdev-in '), device),
  joined(fc.constant('-m physdev '), not, fc.constant('--physdev-out '), device, fc.constant(' --physdev-is-bridged')),
  joined(fc.constant('-m physdev '), not, fc.constantFrom('--physdev-is-bridged', '--physdev-is-in')),
  joined(
    fc.constant('-m set '),
    not,
    fc.constant('--match-set '),
    fc.constantFrom('A src', 'A dst', 'P dst,dst', 'P src,dst', 'P src'),
  ),
  joined(
    fc.constant('-m state '),
    not,
    fc.constant('--state '),
    fc.constantFrom('NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID', 'UNTRACKED', 'NEW,UNTRACKED'),
  ),
  joined(fc.constant('-m conntrack '), not, fc.constant('--ctstate '), fc.constantFrom('NEW', 'RELATED,ESTABLISHED')),
  joined(
    fc.constant('-m mac '),
    not,
    fc.constant('--mac-source '),
    fc.constantFrom(...instances.map(({ mac }) => mac)),
  ),
  joined(fc.constant('-m mark '), not, fc.constant('--mark '), fc.constantFrom('0x1', '0x1/0x1', '0x2/0xf')),
  joined(
    fc.constant('-m iprange '),
    not,
    fc.constantFrom('--src-range ', '--dst-range '),
    fc.constant('10.0.0.2-10.0.1.1'),
  ),
  fc.constant('-m comment --comment "-j DROP"'),
];

function lines(chain: string, targets: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<readonly string[]> {
  const matches = fc
    .uniqueArray(fc.nat(conditions.length - 1), { maxLength: 2 })
    .chain((some) => fc.tuple(...some.map((index) => conditions[index] ?? fc.constant(''))))
    // Two conditions may not both give a protocol.
    .map((parts) =>
      parts.filter((part, index) => index === 0 || !part.includes('-p ') || !(parts[0] ?? '').includes('-p ')),
    );
  return fc.array(
    fc
      .tuple(matches, targets)
      .map(([parts, target]) => `-A ${chain} ${[...parts, target].filter((p) => p !== '').join(' ')}`),
    { maxLength },
  );
}

const verdictTargets = ['-j ACCEPT', '-j DROP', '-j RETURN', '-j REJECT --reject-with icmp-port-unreachable', ''];

/** Own chains jump only to later ones. */
function rulesets(): fc.Arbitrary<string> {
  return fc
    .record({
      raw: lines(
        'PREROUTING',
        fc.constantFrom('-j CT --zone 5', '-j CT --zone 4097', '-j CT --notrack', '-j DROP', ''),
        3,
      ),
      mangle: lines(
        'PREROUTING',
        fc.constantFrom('-j MARK --set-xmark 0x1/0xffffffff', '-j MARK --set-xmark 0x2/0x3', ''),
        3,
      ),
      nat: lines('PREROUTING', fc.constantFrom('-j ACCEPT', '-j RETURN', ''), 2),
      forward: lines('FORWARD', fc.constantFrom('-j u0', '-j u1', '-g u2', '-j ACCEPT', ''), 6),
      input: lines('INPUT', fc.constantFrom('-j u0', '-g u1', '-j DROP', ''), 3),
      u0: lines('u0', fc.constantFrom('-j u1', '-g u2', ...verdictTargets), 5),
      u1: lines('u1', fc.constantFrom('-j u2', '-g u2', ...verdictTargets), 5),
      u2: lines('u2', fc.constantFrom(...verdictTargets), 5),
      policy: fc.constantFrom('ACCEPT', 'DROP'),
    })
    .map(({ raw, mangle, nat, forward, input, u0, u1, u2, policy }) =>
      [
        // The first rule of raw counts every packet: it tells when one has come.
        ...heads('raw', ['PREROUTING', 'OUTPUT']),
        '-A PREROUTING',
        ...raw,
        'COMMIT',
        ...heads('mangle', ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']),
        ...mangle,
        'COMMIT',
        ...heads('nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING']),
        ...nat,
        'COMMIT',
        ...heads('filter', ['INPUT', 'OUTPUT']),
        `:FORWARD ${policy} [0:0]`,
        ':u0 - [0:0]',
        ':u1 - [0:0]',
        ':u2 - [0:0]',
        ...forward,
        ...input,
        ...u0,
        ...u1,
        ...u2,
        'COMMIT',
        '',
      ].join('\n'),
    );
}

/** The nft tools make only those built-in chains that are named. */
function heads(table: string, chains: readonly string[]): readonly string[] {
  return [`*${table}`, ...chains.map((chain) => `:${chain} ACCEPT [0:0]`)];
}
