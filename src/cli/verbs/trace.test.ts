import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { TraceJson } from '../../explain/index.ts';
import { runIn, tableOf } from '../world.suite.ts';
import trace from './trace.ts';

const golden = resolve(import.meta.dirname, '../../../test/golden/trace');
const scratch = mkdtempSync(join(tmpdir(), 'portreeve-trace-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const run = (argv: readonly string[], stdin = '') => runIn(tableOf(trace), ['trace', ...argv], { stdin });

/** A file of test/golden/trace, as plain data: what it holds is what the kernel did. */
interface Recorded {
  readonly ruleset: string;
  readonly ipset: string;
  readonly cases: readonly {
    readonly packet: object;
    readonly conntrack: readonly object[];
    readonly ctstate: string | null;
    readonly verdict: string;
    readonly path: readonly object[];
  }[];
}

const recordings = readdirSync(golden)
  .filter((name) => name.endsWith('.json'))
  .map((name) => [name, JSON.parse(readFileSync(join(golden, name), 'utf8')) as Recorded] as const);

function filesOf(name: string, { ruleset, ipset }: Pick<Recorded, 'ruleset' | 'ipset'>) {
  const [rules, sets] = [join(scratch, `${name}.rules`), join(scratch, `${name}.ipset`)];
  writeFileSync(rules, ruleset);
  writeFileSync(sets, ipset);
  return ['--ruleset', rules, '--ipset', sets, '--json'];
}

describe('portreeve trace under the rules of files', () => {
  test('has the recordings at hand', () => {
    expect(recordings.flatMap(([, { cases }]) => cases).length).toBe(356);
  });

  test.each(recordings)('says what the kernel did: %s', async (name, recorded) => {
    const packets = join(scratch, `${name}.ndjson`);
    const lines = recorded.cases.map(({ packet, conntrack }) =>
      JSON.stringify({ ...packet, conntrack, ctstate: null }),
    );
    writeFileSync(packets, `${lines.join('\n')}\n`);
    const { code, out, err } = await run([...filesOf(name, recorded), '--packets', packets]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const answers: TraceJson[] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ verdict, ctstate, path }) => ({ verdict, ctstate, path }))).toEqual(
      // Null also stands for a state that could not be seen.
      recorded.cases.map(({ verdict, ctstate, path }, i) => ({
        verdict,
        ctstate: ctstate ?? answers[i]?.ctstate,
        path,
      })),
    );
    for (const { verdict, decidedBy, path } of answers) {
      expect(verdict === 'ACCEPT' || path.at(-1)).toEqual(verdict === 'ACCEPT' || decidedBy);
    }
  });

  const article = filesOf('article', recordings[0]?.[1] ?? { ruleset: '', ipset: '' });
  const packet = JSON.stringify(recordings[0]?.[1].cases[0]?.packet);

  test('answers one packet with one line', async () => {
    const { code, out } = await run([...article, '--packet', packet]);
    expect(code).toBe(0);
    expect(out).toMatch(/^\{.*\}\n$/);
    expect(Object.keys(JSON.parse(out))).toEqual(['verdict', 'ctstate', 'path', 'decidedBy', 'unknowns', 'words']);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'ACCEPT',
      ctstate: 'NEW',
      decidedBy: { table: 'filter', chain: 'neutron-linuxbri-sg-chain', rule: 3 },
      unknowns: [],
    });
  });

  test('shows the way of one packet to people: nearest misses with their field, the rest counted', async () => {
    const stranger = JSON.stringify(recordings[0]?.[1].cases[1]?.packet);
    const english = await run([...article.slice(0, 4), '--packet', stranger]);
    expect(english).toMatchObject({ code: 0, err: '' });
    expect(english.out).toMatchInlineSnapshot(`
      "DROPPED  tcp 172.16.15.99:40000 → 172.16.15.31:22, new connection
      Why: No security group rule of tape68040f5-c3 lets tcp/22 from 172.16.15.99 in [SECURITY_GROUP_INGRESS]

       Path
         FORWARD 2                       → neutron-linuxbri-FORWARD
         neutron-linuxbri-FORWARD 1      → neutron-linuxbri-sg-chain                              tape68040f5-c3
         neutron-linuxbri-sg-chain 1     → neutron-linuxbri-ie68040f5-c                           tape68040f5-c3
         neutron-linuxbri-ie68040f5-c 3    no: 172.16.15.99 not in NIPv43e07d4ff-0fdd-4fe0-988f-  [~ SSH from NIPv43e07d4ff-0fdd-4fe0-988f-]
         neutron-linuxbri-ie68040f5-c 6  → neutron-linuxbri-sg-fallback
       ✗ neutron-linuxbri-sg-fallback 1    DROP
         4 more rules did not match (--all shows them)

       Assumed
         no connection is known before this packet
         what is marked with ~ is read off the rules themselves
      "
    `);
    const chinese = await run([...article.slice(0, 4), '--packet', stranger, '--lang', 'zh']);
    expect(chinese.out).toMatchInlineSnapshot(`
      "丢弃  tcp 172.16.15.99:40000 → 172.16.15.31:22，新连接
      原因：tape68040f5-c3 没有任何安全组规则放行来自 172.16.15.99 的 tcp/22 [SECURITY_GROUP_INGRESS]

       路径
         FORWARD 2                       → neutron-linuxbri-FORWARD
         neutron-linuxbri-FORWARD 1      → neutron-linuxbri-sg-chain                               tape68040f5-c3
         neutron-linuxbri-sg-chain 1     → neutron-linuxbri-ie68040f5-c                            tape68040f5-c3
         neutron-linuxbri-ie68040f5-c 3    否：172.16.15.99 不在 NIPv43e07d4ff-0fdd-4fe0-988f- 中  [~ 来自 NIPv43e07d4ff-0fdd-4fe0-988f- 的 SSH]
         neutron-linuxbri-ie68040f5-c 6  → neutron-linuxbri-sg-fallback
       ✗ neutron-linuxbri-sg-fallback 1    DROP
         另有 4 条规则未命中（--all 可全部显示）

       前提
         在此包之前没有已知连接
         标有 ~ 的说明由规则内容推断得出
      "
    `);
    const all = await run([...article.slice(0, 4), '--packet', stranger, '--all']);
    expect(all.out).toMatchInlineSnapshot(`
      "DROPPED  tcp 172.16.15.99:40000 → 172.16.15.31:22, new connection
      Why: No security group rule of tape68040f5-c3 lets tcp/22 from 172.16.15.99 in [SECURITY_GROUP_INGRESS]

       Path
         raw PREROUTING policy             ACCEPT
         mangle PREROUTING policy          ACCEPT
         mangle FORWARD policy             ACCEPT
         FORWARD 1                       → neutron-filter-top
         neutron-filter-top 1            → neutron-linuxbri-local
         FORWARD 2                       → neutron-linuxbri-FORWARD
         neutron-linuxbri-FORWARD 1      → neutron-linuxbri-sg-chain                                             tape68040f5-c3
         neutron-linuxbri-sg-chain 1     → neutron-linuxbri-ie68040f5-c                                          tape68040f5-c3
         neutron-linuxbri-ie68040f5-c 1    no: state NEW, not RELATED,ESTABLISHED                                [~ packets of known connections]
         neutron-linuxbri-ie68040f5-c 2    no: 172.16.15.99, not 172.16.15.23; tcp, not udp                      [~ DHCP]
         neutron-linuxbri-ie68040f5-c 3    no: 172.16.15.99 not in NIPv43e07d4ff-0fdd-4fe0-988f-                 [~ SSH from NIPv43e07d4ff-0fdd-4fe0-988f-]
         neutron-linuxbri-ie68040f5-c 4    no: tcp, not icmp; 172.16.15.99 not in NIPv43e07d4ff-0fdd-4fe0-988f-  [~ ICMP from NIPv43e07d4ff-0fdd-4fe0-988f-]
         neutron-linuxbri-ie68040f5-c 5    no: state NEW, not INVALID                                            [~ packets that belong to no connection]
         neutron-linuxbri-ie68040f5-c 6  → neutron-linuxbri-sg-fallback
       ✗ neutron-linuxbri-sg-fallback 1    DROP

       Assumed
         no connection is known before this packet
         what is marked with ~ is read off the rules themselves
      "
    `);
  });

  test('says a sentence for each of several packets', async () => {
    const { code, out } = await run([...article.slice(0, 4), '--packets', '-'], `${packet}\n${packet}\n`);
    expect(code).toBe(0);
    expect(out.match(/^ALLOWED  tcp .* \[FILTERS_PASS\]$/gm)).toHaveLength(2);
  });

  test('goes on after a packet that it cannot read, and ends with 2', async () => {
    const lines = `${packet}\n{"family":"ipv4"}\n\n${packet}\n`;
    const { code, out, err } = await run([...article, '--packets', '-'], lines);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    const [first, second, third, end] = out.split('\n');
    expect(JSON.parse(second ?? '')).toEqual({ error: 'path is missing' });
    expect(third).toBe(first);
    expect(end).toBe('');
  });

  test.each<[string, readonly string[], string]>([
    ['no packet', article, 'It is not clear which packets are meant'],
    [
      'two kinds of packets',
      [...article, '--packet', packet, '--packets', '-'],
      'It is not clear which packets are meant',
    ],
    ['no JSON', [...article, '--packet', 'tcp'], 'This is not the JSON of a packet: tcp'],
  ])('%s is an error in one line', async (_, argv, error) => {
    const { code, out, err } = await run(argv);
    expect({ code, out: JSON.parse(out), err }).toEqual({ code: 2, out: { error }, err: '' });
  });

  test('a file that is not there is an error in one line', async () => {
    const { code, out } = await run(['--ruleset', join(scratch, 'none'), '--packet', packet, '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(out).error).toMatch(/none cannot be read: /);
  });

  test('without --json the same is a sentence and a hint', async () => {
    const { code, out, err } = await run([...article.slice(0, 4), '--packet', '{}']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      'Error PACKET_REFUSED: The packet cannot be read: family is missing\nHint: its members are in docs/reference/trace.md\n',
    );
  });

  test('takes both families from one text, and names lines that it does not understand', async () => {
    const both = join(scratch, 'both');
    const v4 = '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -s 10.0.0.1/32 -j DROP\nCOMMIT\n';
    const v6 = '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j REJECT\nCOMMIT\n';
    writeFileSync(both, `# Generated by iptables-save v1.8.9\n${v4}# Generated by ip6tables-save v1.8.9\nwhat?\n${v6}`);
    const ask = (packet: object) => run(['--ruleset', both, '--json', '--packet', JSON.stringify(packet)]);
    const bridged = { path: 'bridged', proto: 'udp', sport: 1, dport: 2, in: 'br0', out: 'br0' };
    const four = await ask({ ...bridged, family: 'ipv4', src: '10.0.0.1', dst: '10.0.0.2' });
    const six = await ask({ ...bridged, family: 'ipv6', src: 'fd00::1', dst: 'fd00::2' });
    expect([JSON.parse(four.out).verdict, JSON.parse(six.out).verdict]).toEqual(['DROP', 'REJECT']);
    expect(six.err).toBe(`${both}: Line 7 is none of the dump and was left out (1 lines): what?\n`);
  });

  test('rules that tell no family are those of the packet', async () => {
    const rules = '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p tcp -m tcp --dport 22 -j DROP\nCOMMIT\n';
    const packets = [
      { family: 'ipv4', src: '10.0.0.1', dst: '10.0.0.2' },
      { family: 'ipv6', src: 'fd00::1', dst: 'fd00::2' },
    ].map((ends) => JSON.stringify({ ...ends, path: 'routed', proto: 'tcp', sport: 1, dport: 22 }));
    const path = join(scratch, 'packets');
    writeFileSync(path, packets.join('\n'));
    const { out } = await run(['--ruleset', '-', '--packets', path, '--json'], rules);
    expect(out.match(/"verdict":"DROP"/g)).toHaveLength(2);
  });
});

describe('portreeve trace by the dumps of hosts', () => {
  const { ruleset = '', ipset = '' } = recordings[0]?.[1] ?? {};
  const dump = join(scratch, 'Sugon04.txt');
  writeFileSync(dump, ruleset + ipset);
  const ask = async (line: string, ...more: readonly string[]) => {
    const { code, out, err } = await run([...line.split(' '), '--from-host', dump, ...more, '--json']);
    return { code, err, data: out === '' ? undefined : JSON.parse(out) };
  };

  test('asks no server, and finds ports by what their rules say', async () => {
    const { code, err, data } = await ask('172.16.15.99 172.16.15.31 tcp/22');
    expect({ code, err }).toEqual({ code: 10, err: '' });
    expect(data).toMatchObject({
      verdict: 'DROP',
      from: { kind: 'outside', address: '172.16.15.99' },
      to: { kind: 'port', name: 'tape68040f5-c3', host: 'Sugon04', mac: 'fa:16:3e:05:b8:03', port_id: null },
      reason: { code: 'SECURITY_GROUP_INGRESS', host: 'Sugon04' },
      fixes: [],
      assumptions: ['noConnections', 'tcpSyn', 'unknownDevices'],
    });
    const port = 'e68040f5-c3d1-4ed0-a2bd-5bbe1d2d6f2a';
    for (const name of ['tape68040f5-c3', 'tape680', 'e6804', port]) {
      expect((await ask(`172.16.15.99 ${name} tcp/22`)).data).toEqual(data);
    }
  });

  test.each<[string, number, string]>([
    ['172.16.15.40 172.16.15.31 tcp/22', 0, 'FILTERS_PASS'],
    ['172.16.15.40 172.16.15.31 icmp', 0, 'FILTERS_PASS'],
    ['172.16.15.31 8.8.8.8 udp/53 --conversation', 0, 'FILTERS_PASS'],
    ['172.16.15.99 172.16.15.31 tcp/22 --conversation', 10, 'SECURITY_GROUP_INGRESS'],
    ['172.16.15.99 172.16.15.31 tcp/22 --reply', 0, 'FILTERS_PASS'],
  ])('%s ends with %i', async (line, exit, reason) => {
    const { code, data } = await ask(line);
    expect([code, data.reason.code]).toEqual([exit, reason]);
  });

  test('is open without the members of the sets', async () => {
    const bare = join(scratch, 'bare.txt');
    writeFileSync(bare, ruleset);
    const { code, out } = await run(['172.16.15.40', '172.16.15.31', 'tcp/22', '--from-host', bare], '');
    expect(code).toBe(12);
    expect(out).toContain('UNDETERMINED  172.16.15.40 → tape68040f5-c3 172.16.15.31  tcp/22');
    expect(out).toContain('-m set --match-set NIPv43e07d4ff-0fdd-4fe0-988f- src');
  });

  test('takes two hosts, and a dump as the server gives it', async () => {
    const other = join(scratch, 'Sugon02.json');
    const moved = (ruleset + ipset).replaceAll('e68040f5-c3', 'aaaaaaaa-bb').replaceAll('e68040f5-c', 'aaaaaaaa-b');
    const ipv4 = moved.replaceAll('172.16.15.31', '172.16.15.40').replaceAll('05:b8:03', '05:b8:04');
    writeFileSync(other, JSON.stringify({ ipv4, ipv6: '', ipset }));
    const { code, data } = await ask('172.16.15.40 172.16.15.31 tcp/22', '--from-host', other);
    expect([code, data.passes.map(({ host, verdict }: Record<string, string>) => [host, verdict])]).toEqual([
      0,
      [
        ['Sugon02', 'ACCEPT'],
        ['Sugon04', 'ACCEPT'],
      ],
    ]);
  });

  test.each<[string, number, RegExp]>([
    ['172.16.15.99 tapnone tcp/22', 3, /^Error NOT_IN_DUMPS: .*tapnone\nHint: .*tape68040f5-c3/],
    ['172.16.15.99 8.8.8.8 tcp/22', 3, /^Error NOTHING_IN_BETWEEN: /],
    ['172.16.15.31 host:Sugon04 tcp/22', 3, /^Error HOST_WITHOUT_ADDRESS: /],
    ['tape680 8.8.8.8 icmpv6', 2, /^Error NO_ADDRESS_IN_FAMILY: /],
  ])('%s is an error', async (line, exit, words) => {
    const { code, err, data } = await ask(line);
    expect([code, data]).toEqual([exit, undefined]);
    expect(err).toMatch(words);
  });
});
