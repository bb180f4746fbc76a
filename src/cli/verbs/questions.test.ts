import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runIn, tableOf } from '../world.suite.ts';
import diff from './diff.ts';
import equivalent from './equivalent.ts';
import explain from './explain.ts';
import matrix from './matrix.ts';
import reach from './reach.ts';
import search from './search.ts';
import shadowed from './shadowed.ts';
import spoof from './spoof.ts';

const scratch = mkdtempSync(join(tmpdir(), 'portreeve-questions-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const golden = (path: string) => new URL(`../../../test/golden/${path}`, import.meta.url).pathname;
const read = (path: string) => readFileSync(golden(path), 'utf8');
const file = (name: string, text: string) => {
  writeFileSync(join(scratch, name), text);
  return join(scratch, name);
};
const run = (line: string, ...more: readonly string[]) =>
  runIn(tableOf(diff, equivalent, explain, matrix, reach, search, shadowed, spoof), [...line.split(' '), ...more]);

const text = read('listing/article.legacy.save') + read('listing/article.ipset.save');
const article = file('article.txt', text);
const web = file(
  'web.txt',
  text.replace('--dport 22 -m set --match-set NIPv43e07d4ff-0fdd-4fe0-988f- src', '--dport 80'),
);
const port = 'tape68040f5-c3';
const many = golden('firewall/06-many-ports-many-groups');
const docker = golden('dumps/moby/integration/network/bridge/iptablesdoc/generated/usernet-portmap-noicc.md');

describe('portreeve reach', () => {
  test('says who can open a connection to a port, with one packet, and by which rule', async () => {
    const { code, out, err } = await run(`reach ${article} --to 172.16.15.31 tcp/22`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatchInlineSnapshot(`
      "Who reaches tape68040f5-c3 with tcp/22
        IPv4, from port to port of a bridge
          ✓ from 172.16.15.40, 172.16.15.41
            for example tcp 172.16.15.41:40000 → 172.16.15.31:22, new connection, other → tape68040f5-c3
            by rule 3 of neutron-linuxbri-ie68040f5-c: SSH, from NIPv43e07d4ff-0fdd-4fe0-988f- (2 members)
          Everything else is refused.
          What this host itself sends to the port passes no rule of its groups.

      New connections only; --state any asks about all packets.
      "
    `);
    expect((await run(`explain ${article} --to 172.16.15.31 tcp/22`)).out).toBe(out);
    expect((await run(`reach ${article} --to ${port} tcp/22 --lang zh`)).out).toMatchInlineSnapshot(`
      "谁能到达 tape68040f5-c3（tcp/22）
        IPv4，网桥端口之间
          ✓ 来自 172.16.15.40, 172.16.15.41
            例如 tcp 172.16.15.41:40000 → 192.0.2.10:22，新连接，other → tape68040f5-c3
            依据 neutron-linuxbri-ie68040f5-c 的第 3 条规则：SSH，来自 NIPv43e07d4ff-0fdd-4fe0-988f-（2 个成员）
          其余全部被拒绝。
          本机自身发给该端口的包不经过其安全组的任何规则。

      仅新连接；--state any 可问所有的包。
      "
    `);
  });

  test('asks about every port where none is named', async () => {
    const { out } = await run(`reach ${many} udp/53`);
    expect(out.match(/^Who reaches tap\S+ with udp\/53$/gm)).toHaveLength(12);
    expect(out).toContain('12 more ports (--all shows them)');
    expect(out).toContain('  IPv6, from port to port of a bridge\n    ✗ Nobody.\n    What this host itself');
  });

  test('answers in IPv6, where ICMP is that of the family', async () => {
    const dual = golden('firewall/07-dual-stack-port');
    const { code, out } = await run(`reach ${dual} --family 6`);
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "Who reaches tap7cb74b1a-f7
        IPv6, from port to port of a bridge
          ✓ udp/546, from port 547, to 2001:db8::1, fe80::/64
            HTTP
            for example tcp [2001:db8::10]:40000 → [2001:db8::20]:80, new connection, other → tap7cb74b1a-f7
            by rule 6 of neutron-linuxbri-i7cb74b1a-f: udp 547 → 546, to 2001:db8::1
            by rule 7 of neutron-linuxbri-i7cb74b1a-f: udp 547 → 546, to fe80::/64
            by rule 8 of neutron-linuxbri-i7cb74b1a-f: HTTP
          Everything else is refused.
          What this host itself sends to the port passes no rule of its groups.

      New connections only; --state any asks about all packets.
      "
    `);
    expect((await run(`reach ${dual} icmpv6/128`)).out).toContain('    ✗ Nobody.\n');
  });

  test('is open without the members of a set, and where rules may be missing', async () => {
    const bare = file('bare.txt', read('listing/article.legacy.save'));
    const open = await run(`reach ${bare} --to ${port} tcp/22`);
    expect(open.code).toBe(12);
    expect(open.out).toContain('    ? open whether: every packet\n');
    const warning = '# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\n';
    const warned = file('warned.txt', warning + text);
    const doubted = await run(`reach ${warned} --to ${port} tcp/22`);
    expect(doubted.code).toBe(12);
    expect(doubted.out).toContain('    ? open whether: from 172.16.15.40, 172.16.15.41\n');
    expect(doubted.out).toContain('There may be rules that the texts do not show (legacy_tables ');
  });

  test('of a host without ports it says what the host lets through', async () => {
    const { code, out } = await run(`reach ${docker} --quiet --path local-in tcp/22`);
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "What gets through this host with tcp/22
        IPv4, to this host itself
          ✓ every packet
            for example tcp 192.0.2.10:40000 → 198.51.100.20:22, new connection, other → ·
            by the policy of INPUT

      New connections only; --state any asks about all packets.
      "
    `);
  });

  test('is data with --json, the same as the words say', async () => {
    const { out } = await run(`reach ${article} --to ${port} tcp/22 --json`);
    const { answers, state, service } = JSON.parse(out);
    expect([service, state, answers.length, answers[0].to]).toEqual(['tcp/22', 'NEW', 1, port]);
    expect(answers[0].paths[0].groups[0].surely).toMatchObject({
      region: {
        isComplete: true,
        boxes: [{ source: { values: ['172.16.15.40/31'], more: 0 } }],
      },
      example: { source: '172.16.15.41', destinationPort: 22, physdevOut: port },
    });
  });

  test.each<[string, number, RegExp]>([
    [
      `reach ${article} --to tapnone tcp/22`,
      3,
      /^Error PORT_NOT_IN_DUMP: .*tapnone\nHint: its ports are: tape68040f5-c3/,
    ],
    [`reach ${article} --to ${port} icmpv6`, 3, /^Error FAMILY_NOT_SHOWN: The texts hold no rules of ipv6/],
    [`reach tcp/22`, 2, /^Error ARGUMENT_MISSING: .*FILE/],
    [`reach ${article} --to ${port} tcp/99999`, 2, /^Error BAD_SERVICE: /],
  ])('%s is an error', async (line, exit, words) => {
    const { code, out, err } = await run(line);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(err).toMatch(words);
  });
});

describe('portreeve explain with both ends', () => {
  test('says why one packet passes or not', async () => {
    const stopped = await run(`explain ${article} --from 172.16.15.99 --to 172.16.15.31 tcp/22`);
    expect(stopped.code).toBe(10);
    expect(stopped.out).toContain('[SECURITY_GROUP_INGRESS]');
    expect(stopped.out).toContain('no: 172.16.15.99 not in NIPv43e07d4ff-0fdd-4fe0-988f-');
    const rules = file('rules', read('listing/article.legacy.save'));
    const sets = file('sets', read('listing/article.ipset.save'));
    expect((await run(`explain ${rules} ${sets} --from 172.16.15.40 --to ${port} tcp/22`)).code).toBe(0);
    expect((await run(`explain ${article} --from 172.16.15.40 --to ${port}`)).err).toMatch(/^Error ARGUMENT_MISSING/);
  });
});

describe('portreeve diff', () => {
  test('shows reachability first, then rules', async () => {
    const { code, out, err } = await run(`diff ${article} ${web}`);
    expect({ code, err }).toEqual({ code: 11, err: '' });
    expect(out).toMatchInlineSnapshot(`
      "IPv4
        Newly allowed
          DROPPED → ALLOWED  from port to port of a bridge
            HTTP, from any other port, to tape68040f5-c3, state NEW,INVALID,UNTRACKED
            HTTP, from 172.16.15.31, from tape68040f5-c3, to tape68040f5-c3, sent by MAC fa:16:3e:05:b8:03, state NEW,INVALID,UNTRACKED
            for example tcp 192.0.2.10:40000 → 198.51.100.20:80, new connection, other → tape68040f5-c3
            before: rule 1 of neutron-linuxbri-sg-fallback
            after: rule 3 of neutron-linuxbri-sg-chain
        Newly blocked
          ALLOWED → DROPPED  from port to port of a bridge
            SSH, from 172.16.15.40, 172.16.15.41, from any other port, to tape68040f5-c3, state NEW,INVALID,UNTRACKED
            for example tcp 172.16.15.41:40000 → 192.0.2.10:22, new connection, other → tape68040f5-c3
            before: rule 3 of neutron-linuxbri-sg-chain
            after: rule 1 of neutron-linuxbri-sg-fallback
        Rules
          2 rules are written otherwise.
          - neutron-linuxbri-ie68040f5-c 3  -p tcp -m tcp --dport 22 -m set --match-set NIPv43e07d4ff-0fdd-4fe0-988f- src -j RETURN
          + neutron-linuxbri-ie68040f5-c 3  -p tcp -m tcp --dport 80 -j RETURN

      "
    `);
  });

  test('of two texts that say the same it is 0, also where they are written in other forms', async () => {
    expect((await run(`diff ${article} ${article}`)).code).toBe(0);
    const listed = file('listed.txt', read('listing/article.legacy.L-n-v') + read('listing/article.ipset.list'));
    const { code, out } = await run(`diff ${article} ${listed}`);
    expect(code).toBe(0);
    expect(out).toMatch(/: every packet has the same verdict on both\.\nIPv4\n {2}Rules\n/);
  });

  test('counts the members of sets that differ', async () => {
    const more = file('more.txt', `${text}add NIPv43e07d4ff-0fdd-4fe0-988f- 172.16.15.50\n`);
    const { code, out } = await run(`diff ${article} ${more}`);
    expect(code).toBe(11);
    expect(out).toContain('Sets that differ: NIPv43e07d4ff-0fdd-4fe0-988f- (+1 -0 members)\n');
    expect(out).toContain('      SSH, from 172.16.15.50, from any other port, to tape68040f5-c3');
  });

  test('takes folders, both families, and says which family only one side has', async () => {
    const both = await run(`diff ${many} ${many}`);
    expect([both.code, both.out.match(/^IPv[46]$/gm)]).toEqual([0, ['IPv4', 'IPv6']]);
    const one = await run(`diff ${many} ${many}/iptables.v4 --ipset ${many}/ipset`);
    expect(one.code).toBe(12);
    expect(one.out).toContain('IPv6 is only in 06-many-ports-many-groups: not compared.\n');
  });
});

describe('portreeve equivalent', () => {
  test('is 0 for rules that do the same however they are written', async () => {
    const other = file('other.txt', text.replace('-A neutron-linuxbri-oe68040f5-c -m state --state INVALID', '#'));
    const { code, out } = await run(`equivalent ${article} ${other} --json`);
    expect([code, JSON.parse(out).equivalent, JSON.parse(out).answers[0].rules.before.length]).toEqual([0, true, 1]);
  });

  test('is 11 with a packet that tells the two apart', async () => {
    const { code, out } = await run(`equivalent ${article} ${web}`);
    expect(code).toBe(11);
    expect(out).toContain('    passes → refused  from port to port of a bridge\n');
    expect(out).toContain('      before: rule 3 of neutron-linuxbri-sg-chain\n');
  });

  test('is 12 where rules may be missing', async () => {
    const warned = file(
      'warned.txt',
      `# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\n${text}`,
    );
    expect((await run(`equivalent ${article} ${warned}`)).code).toBe(12);
  });
});

describe('other questions', () => {
  test('shadowed: what can never match comes first', async () => {
    const { code, out } = await run(`shadowed ${article}`);
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 6)).toEqual([
      'IPv4',
      '  Rules that might as well not be there',
      expect.stringMatching(/^ {4}neutron-linuxbri-INPUT 1 {2}-m physdev/),
      '      no packet can match it: -m physdev --physdev-in tape68040f5-c3 --physdev-is-bridged',
      expect.stringMatching(/^ {4}neutron-linuxbri-oe68040f5-c 6 {2}-m state --state INVALID/),
      '      all of its packets are decided before, by rules 1, 2, 3, 5 of neutron-linuxbri-oe68040f5-c',
    ]);
  });

  test('matrix: who reaches whom, in the fewest groups', async () => {
    const { code, out } = await run(`matrix ${article} tcp/22`);
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "tcp/22, IPv4, from port to port of a bridge: 2 groups of addresses
        1  172.16.15.40/31
           reaches everybody
        2  everything else
           reaches nobody

      "
    `);
    expect((await run(`matrix ${article}`)).err).toMatch(/^Error ARGUMENT_MISSING: .*SERVICE/);
  });

  test('spoof: an instance may lie to its host, and not over the bridge but for DHCP', async () => {
    const { code, out } = await run(`spoof ${article} --json`);
    expect(code).toBe(10);
    const [{ ports }] = JSON.parse(out).answers;
    const found = ports[0].found.map(({ path, pretence }: Record<string, string>) => `${path} ${pretence}`);
    expect(found).toEqual([
      'bridged address',
      'bridged mac',
      'routed address',
      'routed mac',
      'routed dhcpServer',
      'localIn address',
      'localIn mac',
      'localIn dhcpServer',
    ]);
    const one = JSON.parse((await run(`spoof ${many} --from 10.0.0.11 --json`)).out);
    expect(
      one.answers.map((each: { ports: readonly { device: string }[] }) => each.ports.map(({ device }) => device)),
    ).toEqual([['tap041a083e-e2'], ['tap041a083e-e2']]);
    const two = await run(`spoof ${many}`);
    expect(two.out).toMatch(/23 more ports alike: /);
    expect((await run(`spoof ${docker} --quiet`)).out).toBe(
      'The texts show no port of a bridge with chains of its own.\n',
    );
  });

  test('search: a packet that is dropped, or that there is none', async () => {
    const { code, out } = await run(`search ${article} --verdict drop --from 172.16.15.0/24 --to ${port} tcp/22`);
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "IPv4, from port to port of a bridge:
        from 172.16.15.0-172.16.15.39, 172.16.15.42-172.16.15.255
        for example tcp 172.16.15.1:40000 → 192.0.2.10:22, new connection, other → tape68040f5-c3

      "
    `);
    const none = await run(`search ${article} --verdict drop --from 172.16.15.40 --to ${port} tcp/22`);
    expect([none.code, none.out]).toEqual([3, 'There is no such packet.\n']);
  });

  test('two backends in one text: each is asked by itself', async () => {
    const nft = '# Generated by iptables-nft-save v1.8.9 (nf_tables)\n*filter\n:INPUT DROP [0:0]\nCOMMIT\n';
    const legacy = '# Generated by iptables-save v1.8.9\n*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n';
    const both = file('both.txt', nft + legacy);
    const { code, err } = await run(`reach ${both} tcp/22`);
    expect(code).toBe(12);
    expect(err).toContain('Error TWO_RULESETS: The texts hold 2 rulesets of ipv4 (nft, legacy)');
    expect((await run(`reach ${both} tcp/22 --backend legacy --path local-in`)).out).toContain('every packet');
    expect((await run(`reach ${both} tcp/22 --backend nft --path local-in`)).out).toContain('Nobody');
  });
});
