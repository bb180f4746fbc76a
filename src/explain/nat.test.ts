import { describe, expect, test } from 'vitest';
import { met, rulesOf, ssh } from './ask.suite.ts';
import type { Connection } from './conntrack.ts';
import { type EvaluateOptions, evaluate } from './evaluate.ts';
import type { HostFacts } from './host-facts.ts';
import { type Packet, inverted } from './packet.ts';
import { noSets } from './set-members.ts';
import { flowOf } from './tracked.ts';

const routed: Packet = { ...ssh, path: 'routed', in: 'eth0', out: 'br0', destination: '192.0.2.1' };
const { physdevIn: _, physdevOut: __, ...fromOutside } = routed;

const host: HostFacts = {
  devices: [
    { name: 'br0', addresses: ['10.0.0.254/24', 'fd00::fe/64'] },
    { name: 'eth0', addresses: ['192.0.2.1/24'] },
  ],
  routes: [{ destination: '0.0.0.0/0', device: 'eth0' }],
  behind: new Map([['10.0.0.9', 'tapC']]),
};

/** What filter FORWARD, INPUT or OUTPUT see of a packet that nat changed: the one of these rules that it meets. */
function seen(nat: readonly string[], asked: readonly string[], packet: Packet, options: EvaluateOptions = {}) {
  return evaluate(
    rulesOf({ nat, filter: asked.map((rule) => `${rule} -j DROP`) }, packet.family),
    noSets,
    packet,
    options,
  );
}

describe('a new destination', () => {
  test('is what all later rules see, with the new port', () => {
    const trace = seen(
      ['-A PREROUTING -p tcp -m tcp --dport 22 -j DNAT --to-destination 10.0.0.9:2222'],
      ['-A FORWARD -d 192.0.2.1/32', '-A FORWARD -d 10.0.0.9/32 -p tcp -m tcp --dport 22', '-A FORWARD -d 10.0.0.9/32'],
      fromOutside,
    );
    expect(met(trace, 'filter')).toEqual(['filter FORWARD 3']);
    expect(trace).toMatchObject({
      verdict: 'drop',
      assumptions: ['noConnections', 'pathStands'],
      changed: { destination: '10.0.0.9', destinationPort: 2222, path: 'routed' },
    });
    expect(trace.steps).toContainEqual({
      kind: 'verdict',
      rule: { table: 'nat', chain: 'PREROUTING', rule: 1 },
      verdict: 'accept',
      rewrite: { destination: '10.0.0.9', destinationPort: 2222 },
    });
  });

  test('is told by --ctstate DNAT, and what the flow was by --ctorigdst', () => {
    const trace = seen(
      ['-A PREROUTING -j DNAT --to-destination 10.0.0.9'],
      [
        '-A FORWARD -m conntrack --ctstate SNAT',
        '-A FORWARD -m conntrack --ctstate DNAT --ctorigdst 192.0.2.1 --ctreplsrc 10.0.0.9',
      ],
      fromOutside,
    );
    expect(met(trace, 'filter')).toEqual(['filter FORWARD 2']);
  });

  test('without routes leaves a packet for the host open, since it goes on to nobody knows where', () => {
    const trace = seen(['-A PREROUTING -j DNAT --to-destination 10.0.0.9'], [], { ...fromOutside, path: 'localIn' });
    expect(trace).toMatchObject({
      verdict: 'unknown',
      obstacles: [{ kind: 'rewritten', rule: { table: 'nat', chain: 'PREROUTING', rule: 1 } }],
    });
  });

  test('with routes leads where they lead', () => {
    const dnat = (to: string) => [`-A PREROUTING -j DNAT --to-destination ${to}`];
    const ways = [
      '-A INPUT',
      '-A FORWARD -o eth0',
      '-A FORWARD -o br0 -m physdev --physdev-is-bridged',
      '-A FORWARD -o br0',
    ];
    const wayOf = (packet: Packet, to: string) => met(seen(dnat(to), ways, packet, { host }), 'filter');
    expect(wayOf({ ...fromOutside, path: 'localIn' }, '10.0.0.9')).toEqual(['filter FORWARD 3']);
    expect(wayOf({ ...fromOutside, path: 'localIn' }, '203.0.113.5')).toEqual(['filter FORWARD 1']);
    expect(wayOf(fromOutside, '10.0.0.254')).toEqual(['filter INPUT 1']);
    expect(wayOf(ssh, '203.0.113.5')).toEqual(['filter FORWARD 1']);
    expect(wayOf(ssh, '10.0.0.9')).toEqual(['filter FORWARD 2']);
    expect(wayOf({ ...ssh, path: 'routed' }, '10.0.0.9')).toEqual(['filter FORWARD 2']);
  });

  test('behind another port of the same bridge keeps the packet on the bridge', () => {
    const trace = seen(
      ['-A PREROUTING -j DNAT --to-destination 10.0.0.9'],
      [
        '-A FORWARD -m physdev --physdev-out tapB --physdev-is-bridged',
        '-A FORWARD -m physdev --physdev-out tapC --physdev-is-bridged',
      ],
      ssh,
      { host },
    );
    expect(met(trace, 'filter')).toEqual(['filter FORWARD 2']);
  });

  test('behind the port that the packet came in by ends it', () => {
    const trace = seen(
      ['-A PREROUTING -j DNAT --to-destination 10.0.0.9'],
      [],
      { ...ssh, physdevIn: 'tapC' },
      { host },
    );
    expect(trace).toMatchObject({ verdict: 'drop', decidedBy: null, endedBy: 'samePort' });
  });

  test('that no route leads to leaves it open', () => {
    const { routes: ___, ...noDefault } = host;
    const trace = seen(['-A PREROUTING -j DNAT --to-destination 203.0.113.5'], [], fromOutside, { host: noDefault });
    expect(trace).toMatchObject({ verdict: 'unknown', obstacles: [{ kind: 'rewritten' }] });
  });

  test('that is one of several is open to every rule that asks for it', () => {
    const nat = ['-A PREROUTING -j DNAT --to-destination 10.0.0.5-10.0.0.9'];
    expect(seen(nat, ['-A FORWARD -d 10.0.0.5/32'], fromOutside)).toMatchObject({
      verdict: 'unknown',
      unknowns: ['-d 10.0.0.5/32'],
    });
    expect(seen(nat, ['-A FORWARD -p udp'], fromOutside).verdict).toBe('accept');
  });

  test('of what the host sends is seen after OUTPUT of nat, and its device in POSTROUTING', () => {
    const own: Packet = {
      ...fromOutside,
      path: 'localOut',
      source: '192.0.2.1',
      destination: '203.0.113.9',
      out: 'eth0',
    };
    const rules = rulesOf({
      mangle: ['-A OUTPUT -d 10.0.0.9/32 -j DROP', '-A POSTROUTING -o eth0 -j DROP'],
      nat: ['-A OUTPUT -j DNAT --to-destination 10.0.0.9'],
      filter: ['-A OUTPUT -d 10.0.0.9/32 -o br0 -j DROP', '-A OUTPUT -d 10.0.0.9/32 -o eth0'],
    });
    const trace = evaluate(rules, noSets, own, { host });
    expect(met(trace)).toEqual([
      'mangle OUTPUT 0',
      'nat OUTPUT 1',
      'filter OUTPUT 2',
      'filter OUTPUT 0',
      'mangle POSTROUTING 0',
      'nat POSTROUTING 0',
    ]);
    expect(trace).toMatchObject({ verdict: 'accept', changed: { destination: '10.0.0.9', out: 'br0' } });
  });
});

describe('REDIRECT', () => {
  test('turns the packet to the host itself, by the address of the device that it came in by', () => {
    const nat = ['-A PREROUTING -p tcp -j REDIRECT --to-ports 3128'];
    const asked = ['-A FORWARD', '-A INPUT -d 192.0.2.1/32 -p tcp -m tcp --dport 3128'];
    const packet = { ...fromOutside, destination: '198.51.100.7' };
    expect(met(seen(nat, asked, packet, { host }), 'filter')).toEqual(['filter INPUT 1']);
    expect(seen(nat, asked, packet)).toMatchObject({ verdict: 'unknown', unknowns: ['-d 192.0.2.1/32'] });
  });

  test('of what the host sends itself goes to the host', () => {
    const own: Packet = { ...fromOutside, path: 'localOut', out: 'eth0' };
    const rules = rulesOf({
      nat: ['-A OUTPUT -j REDIRECT'],
      filter: ['-A OUTPUT -d 127.0.0.1/32'],
      mangle: ['-A POSTROUTING -o lo'],
    });
    expect(met(evaluate(rules, noSets, own, { host }), 'filter', 'mangle')).toEqual([
      'mangle OUTPUT 0',
      'filter OUTPUT 1',
      'filter OUTPUT 0',
      'mangle POSTROUTING 1',
      'mangle POSTROUTING 0',
    ]);
  });
});

describe('NETMAP', () => {
  test('exchanges the network and keeps the host', () => {
    const mapped = seen(['-A PREROUTING -j NETMAP --to 10.0.7.0/24'], ['-A FORWARD -d 10.0.7.1/32'], fromOutside);
    expect(mapped).toMatchObject({ verdict: 'drop', changed: { destination: '10.0.7.1' } });
  });
});

describe('a new source', () => {
  const leaving: Packet = { ...ssh, path: 'routed', out: 'eth0', destination: '203.0.113.5' };
  const after = (rule: string, packet: Packet = leaving, options: EvaluateOptions = { host }) =>
    evaluate(rulesOf({ nat: [`-A POSTROUTING ${rule}`] }), noSets, packet, options).changed;

  test('is given after all rules of filter', () => {
    const trace = seen(['-A POSTROUTING -j SNAT --to-source 192.0.2.1'], ['-A FORWARD -s 192.0.2.1/32'], leaving, {
      host,
    });
    expect(trace).toMatchObject({ verdict: 'accept', changed: { source: '192.0.2.1', sourcePort: 40000 } });
  });

  test.each([
    ['-j MASQUERADE', { source: '192.0.2.1', sourcePort: 40000 }],
    ['-p tcp -j MASQUERADE --to-ports 61000', { source: '192.0.2.1', sourcePort: 61000 }],
    ['-p tcp -j SNAT --to-source 192.0.2.1:39999-40001', { source: '192.0.2.1', sourcePort: 40000 }],
    ['-j SNAT --to-source 10.0.0.1-10.0.0.9', { source: '10.0.0.1' }],
  ])('%s', (rule, changed) => {
    expect(after(rule)).toMatchObject(changed);
  });

  test('that is drawn by lot is not known', () => {
    expect(after('-j MASQUERADE --random')).toMatchObject({ source: '192.0.2.1' });
    expect(after('-j MASQUERADE --random')).not.toHaveProperty('sourcePort');
    expect(after('-p tcp -j SNAT --to-source 192.0.2.1:1000-2000')).not.toHaveProperty('sourcePort');
    expect(after('-j MASQUERADE', leaving, {})).toMatchObject({ source: '?' });
  });
});

describe('what comes after the first packet of a flow', () => {
  const first = { ...fromOutside, source: '203.0.113.5' };
  const connection: Connection = {
    ...flowOf(first),
    replied: true,
    reply: { ...inverted(flowOf(first)), source: '10.0.0.9', sourcePort: 2222 },
  };
  const nat = ['-A PREROUTING -j DROP'];
  const options = { connections: [connection], host };

  test('is given the same without asking the nat table', () => {
    const trace = seen(nat, ['-A FORWARD -d 10.0.0.9/32 -p tcp -m tcp --dport 2222'], first, options);
    expect(met(trace)).toEqual(['filter FORWARD 1']);
    expect(trace.ctState).toBe('ESTABLISHED');
  });

  test('answers are given back what the first packet had', () => {
    const answer: Packet = {
      ...first,
      source: '10.0.0.9',
      sourcePort: 2222,
      destination: '203.0.113.5',
      destinationPort: 40000,
      in: 'br0',
      out: 'eth0',
    };
    const trace = seen(nat, ['-A FORWARD -s 10.0.0.9/32'], answer, options);
    expect(met(trace)).toEqual(['filter FORWARD 1']);
    expect(seen(nat, [], answer, options).changed).toMatchObject({ source: '192.0.2.1', sourcePort: 22 });
  });

  test('an answer to what was masqueraded finds its way back in', () => {
    const out: Packet = { ...ssh, path: 'routed', out: 'eth0', destination: '203.0.113.5' };
    const masqueraded: Connection = {
      ...flowOf(out),
      replied: false,
      reply: { ...inverted(flowOf(out)), destination: '192.0.2.1' },
    };
    const answer: Packet = {
      ...fromOutside,
      ...masqueraded.reply,
      path: 'localIn',
      tcpFlags: ['SYN', 'ACK'],
    };
    const trace = seen(nat, ['-A INPUT', '-A FORWARD -d 10.0.0.1/32 -o br0'], answer, {
      connections: [masqueraded],
      host,
    });
    expect(met(trace)).toEqual(['filter FORWARD 1']);
  });

  test('an error about it is given the addresses of its flow, but no ports', () => {
    const error: Packet = {
      ...fromOutside,
      protocol: 1,
      icmpType: 3,
      icmpCode: 1,
      source: '10.0.0.77',
      destination: '203.0.113.5',
      in: 'br0',
      out: 'eth0',
      inner: { ...flowOf(first), destination: '10.0.0.9', destinationPort: 2222 },
    };
    const trace = seen(nat, [], error, options);
    expect(trace).toMatchObject({ ctState: 'RELATED', changed: { source: '192.0.2.1', icmpType: 3 } });
  });
});

describe('the nat table', () => {
  test('is not asked where no rule needs conntrack', () => {
    const rules = rulesOf({ nat: ['-A PREROUTING -j ACCEPT'], filter: ['-A FORWARD -j DROP'] });
    expect(met(evaluate(rules, noSets, ssh))).toEqual(['filter FORWARD 1']);
  });

  test('nor of what is not tracked', () => {
    const rules = rulesOf({
      raw: ['-A PREROUTING -j NOTRACK'],
      nat: ['-A PREROUTING -j DNAT --to-destination 10.0.0.9'],
    });
    expect(met(evaluate(rules, noSets, ssh), 'nat')).toEqual([]);
  });
});
