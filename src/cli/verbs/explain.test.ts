import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runIn, tableOf } from '../world.suite.ts';
import explain from './explain.ts';

const golden = (path: string) => new URL(`../../../test/golden/${path}`, import.meta.url).pathname;
const read = (path: string) => readFileSync(golden(path), 'utf8');
const run = (argv: readonly string[], stdin = '') => runIn(tableOf(explain), ['explain', ...argv], { stdin });

const article = read('listing/article.legacy.save') + read('listing/article.ipset.save');
const many = ['iptables.v4', 'iptables.v6', 'ipset'].map((name) =>
  golden(`firewall/06-many-ports-many-groups/${name}`),
);

describe("portreeve explain of the article's host", () => {
  test.each([
    ['en', 'article.en.txt'],
    ['zh', 'article.zh.txt'],
  ])('tells every chain and rule in words: %s', async (language, file) => {
    const { code, out, err } = await run(['-', '--lang', language], article);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    await expect(out).toMatchFileSnapshot(`explain.snapshots/${file}`);
  });

  test('tells one chain alone', async () => {
    const { code, out } = await run(['-', '--chain', 'neutron-linuxbri-ie68040f5-c'], article);
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "  neutron-linuxbri-ie68040f5-c  ~ what may enter tape68040f5-c3  (from neutron-linuxbri-sg-chain 1)
          1  packets of known connections                          RETURN: allowed
          2  udp 67 → 68, from 172.16.15.23                        RETURN: allowed                 [~ DHCP]
          3  SSH, from NIPv43e07d4ff-0fdd-4fe0-988f- (2 members)   RETURN: allowed                 [~ group rule]
          4  ICMP, from NIPv43e07d4ff-0fdd-4fe0-988f- (2 members)  RETURN: allowed                 [~ group rule]
          5  packets that belong to no connection                  DROP
          6  everything else                                       → neutron-linuxbri-sg-fallback
      "
    `);
  });

  test('a chain that is not there is an error that names the nearest', async () => {
    const { code, err } = await run(['-', '--chain', 'neutron-linuxbri-ie68040f5'], article);
    expect(code).toBe(3);
    expect(err).toBe(
      'Error CHAIN_NOT_FOUND: The texts have no chain neutron-linuxbri-ie68040f5\nHint: did you mean neutron-linuxbri-ie68040f5-c?\n',
    );
  });

  test('marks what a plain listing does not show, and says so', async () => {
    const { code, out, err } = await run([golden('listing/article.legacy.L')]);
    expect(code).toBe(0);
    expect(err).toContain('A listing without -v (line 3) shows no interfaces');
    expect(out).toContain('    1  everything ?               → neutron-filter-top\n');
    expect(out).toContain('LISTING_WITHOUT_INTERFACES');
    expect(out).toMatch(/\n\? the listing shows no interfaces: .*\n$/);
  });

  test('is data with --json', async () => {
    const { code, out } = await run(['-', '--json'], article);
    const data = JSON.parse(out);
    expect(code).toBe(0);
    expect(Object.keys(data)).toEqual([
      'summary',
      'ports',
      'chains',
      'sets',
      'unknown_sets',
      'overlooked',
      'unowned',
      'findings',
    ]);
    expect(data.ports).toEqual([
      {
        device: 'tape68040f5-c3',
        addresses: ['172.16.15.31/32'],
        macs: ['fa:16:3e:05:b8:03'],
        letsIn: [3, 4].map((rule) => ({ ...place, chain: 'neutron-linuxbri-ie68040f5-c', rule })),
        letsOut: [{ ...place, chain: 'neutron-linuxbri-oe68040f5-c', rule: 5 }],
      },
    ]);
    expect(data.summary.programs).toEqual([{ program: 'layout', chains: 10, rules: 28 }]);
    const chain = data.chains.find((one: { chain: string }) => one.chain === 'neutron-linuxbri-ie68040f5-c');
    expect([chain.role, chain.devices, chain.rules[2].words]).toEqual([
      'ingress',
      ['tape68040f5-c3'],
      {
        condition: 'SSH, from NIPv43e07d4ff-0fdd-4fe0-988f- (2 members)',
        target: 'RETURN: allowed',
        note: 'group rule',
      },
    ]);
  });
});

const place = { layer: 0, family: 'ipv4', table: 'filter' };

describe('portreeve explain of other hosts', () => {
  test('tells alike chains of many ports once, and both families', async () => {
    const { code, out, err } = await run(many);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('  24 ports of bridges have chains of their own.\n');
    expect(out).toContain(
      '    23 more chains alike: neutron-linuxbri-s04e2f93e-6, neutron-linuxbri-s110152ff-4, neutron-linuxbri-s212eeda5-7, …\n',
    );
    expect(out).toContain('Chains in the order in which packets meet them, IPv6\n');
    expect((await run([...many, '--all'])).out).not.toContain('more chains alike');
    const six = await run([...many, '--family', '6']);
    expect(six.out).not.toContain('Chains in the order in which packets meet them, IPv4\n');
  });

  test('names the programs that wrote the chains of a host', async () => {
    const { code, out } = await run([
      golden('dumps/moby/integration/network/bridge/iptablesdoc/generated/usernet-portmap-noicc.md'),
      '--quiet',
    ]);
    expect(code).toBe(0);
    expect(out).toContain('  Written by: Docker (7 chains, 18 rules); unknown owners (2 rules).\n');
    expect(out).toContain('    3  not in by bridge1, out by bridge1                      DROP\n');
    expect(out).toContain('    1 more chain alike: DOCKER-INTERNAL\n');
  });

  test('shows of a long host what belongs to the kernel, and counts the rest', async () => {
    const { out } = await run([golden('dumps/Iptables_Semantics/medium-sized-company/iptables-save')]);
    expect(out).toMatch(/\d+ chains with \d+ rules are not shown \(--all shows them, --chain NAME one\): /);
  });

  test('tells of both backends, each with its chains', async () => {
    const nft =
      '# Generated by iptables-nft-save v1.8.9 (nf_tables)\n*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n';
    const legacy =
      '# Generated by iptables-save v1.8.9\n*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 10.0.0.1/32 -j DROP\nCOMMIT\n';
    const { out } = await run(['-'], nft + legacy);
    expect(out).toContain('Chains in the order in which packets meet them, IPv4 (nft)\n');
    expect(out).toContain('Chains in the order in which packets meet them, IPv4 (legacy)\n');
    const one = await run(['-', '--backend', 'nft'], nft + legacy);
    expect(one.out).not.toContain('legacy');
  });

  test('without a file it says what it needs', async () => {
    const { code, err } = await run([]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^Error ARGUMENT_MISSING: /) });
  });
});
