import { describe, expect, test } from 'vitest';
import { printSave } from '../print-save.ts';
import type { Family } from '../ruleset.ts';
import { type ListingFacts, listedTable } from './listed-table.ts';
import { readListing } from './read-listing.ts';

const read = (text: string, facts: Partial<ListingFacts> = {}) => {
  const listing = readListing(text.split('\n'));
  const family: Family = facts.family ?? 'ipv4';
  const { table, losses, notJoined } = listedTable(listing, {
    table: 'filter',
    hosts: new Map(),
    assumeNoInterfaces: false,
    ...facts,
    family,
  });
  return {
    listing,
    notJoined,
    rules: printSave({ family, tables: new Map([[table.name, table]]) }, { counters: 'given' })
      .split('\n')
      .filter((line) => line.includes('-A ')),
    losses: losses.map(({ code, line, text, counts }) => [line, code, text, ...(counts ?? [])]),
  };
};
const verbose = ' pkts bytes target     prot opt in     out     source               destination';
const plain = 'target     prot opt source               destination';
const assumed = { assumeNoInterfaces: true };

describe('columns', () => {
  test('are set off by blanks, not by places: long names push the others along', () => {
    const { rules, losses } = read(
      [
        'Chain INPUT (policy DROP 5 packets, 300 bytes)',
        verbose,
        '    2   132 a-very-long-chain-name  all  --  eth0   !eth1    2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff  ::/0',
        'Chain a-very-long-chain-name (1 references)',
      ].join('\n'),
      { family: 'ipv6' },
    );
    expect(rules).toEqual([
      '[2:132] -A INPUT -s 2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff/128 -i eth0 ! -o eth1 -j a-very-long-chain-name',
    ]);
    expect(losses).toEqual([]);
  });

  test('the target column is empty for a rule that only counts', () => {
    const { rules } = read(
      [
        'Chain INPUT (policy ACCEPT)',
        plain,
        '           tcp  --  anywhere             anywhere',
        '  all -- anywhere anywhere',
      ].join('\n'),
      assumed,
    );
    expect(rules).toEqual(['-A INPUT -p tcp', '-A INPUT']);
  });

  test('an older ip6tables leaves the option column empty', () => {
    const { rules } = read(
      [
        'Chain INPUT (policy ACCEPT)',
        'num   pkts bytes target     prot opt in     out     source               destination',
        '1        0     0 ACCEPT     tcp      eth0   *       2001:db8::/32        ::/0                tcp dpt:22',
        '2        0     0            all      *      *       ::/0                 ::/0',
        '3        0     0 tcp        all      *      *      !fe80::/10            ::/0',
      ].join('\n'),
      { family: 'ipv6' },
    );
    expect(rules).toEqual([
      '[0:0] -A INPUT -s 2001:db8::/32 -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT',
      '[0:0] -A INPUT',
      '[0:0] -A INPUT ! -s fe80::/10 -j tcp',
    ]);
  });

  test('negations stand before the word, fragments in the option column', () => {
    const { rules } = read(
      [
        'Chain INPUT (policy ACCEPT)',
        verbose,
        '0 0 DROP      !6    --  !lo    *      !10.0.0.1            !10.0.0.0/24',
        '0 0 DROP       0    -f  *      *       0.0.0.0/0            10.0.0.0/255.0.255.0',
        '0 0 DROP       0    !f  e+     *       0.0.0.0/0            0.0.0.0/0',
      ].join('\n'),
    );
    expect(rules).toEqual([
      '[0:0] -A INPUT ! -s 10.0.0.1/32 ! -d 10.0.0.0/24 ! -i lo ! -p tcp -j DROP',
      '[0:0] -A INPUT -d 10.0.0.0/255.0.255.0 -f -j DROP',
      '[0:0] -A INPUT -i e+ ! -f -j DROP',
    ]);
  });

  test('"any" is every device only where the listing has no `*`', () => {
    const row = (device: string) =>
      ['Chain INPUT (policy ACCEPT)', verbose, `0 0 DROP all -- any ${device} anywhere anywhere`].join('\n');
    expect(read(row('any')).rules).toEqual(['[0:0] -A INPUT -j DROP']);
    expect(read(row('*')).rules).toEqual(['[0:0] -A INPUT -i any -j DROP']);
  });

  test('a listing without the line of its columns is read by the shape of its rules', () => {
    expect(read('Chain INPUT (policy ACCEPT)\nDROP tcp -- anywhere anywhere tcp dpt:ssh', assumed).rules).toEqual([
      '-A INPUT -p tcp -m tcp --dport 22 -j DROP',
    ]);
    expect(read('Chain INPUT (policy ACCEPT)\n1 5 60 DROP tcp -- lo any anywhere anywhere').rules).toEqual([
      '[5:60] -A INPUT -i lo -p tcp -j DROP',
    ]);
  });
});

describe('what a listing leaves out', () => {
  test('interfaces: each rule has its own unknown, or none if that is assumed', () => {
    const text = [
      'Chain INPUT (policy ACCEPT)',
      plain,
      'ACCEPT tcp -- anywhere anywhere',
      'DROP all -- anywhere anywhere',
    ].join('\n');
    expect(read(text)).toMatchObject({
      rules: [
        '-A INPUT -p tcp interface not shown (filter INPUT 1) -j ACCEPT',
        '-A INPUT interface not shown (filter INPUT 2) -j DROP',
      ],
      losses: [
        [2, 'interface_not_shown', 'INPUT'],
        [3, 'interface_not_shown', 'INPUT'],
      ],
    });
    expect(read(text, assumed)).toMatchObject({
      rules: ['-A INPUT -p tcp -j ACCEPT', '-A INPUT -j DROP'],
      losses: [
        [2, 'interface_assumed', 'INPUT'],
        [3, 'interface_assumed', 'INPUT'],
      ],
    });
  });

  test('addresses of names: given, usual on every host, or unknown', () => {
    const text = [
      'Chain INPUT (policy ACCEPT)',
      plain,
      'ACCEPT all -- web.example.org !loopback/8',
      'ACCEPT all -- localhost other.example.org/24',
    ].join('\n');
    const hosts = new Map([['web.example.org', ['2001:db8::1', '192.0.2.1']]]);
    expect(read(text, { ...assumed, hosts })).toMatchObject({
      rules: [
        '-A INPUT -s 192.0.2.1/32 ! -d 127.0.0.0/8 -j ACCEPT',
        '-A INPUT -s 127.0.0.1/32 -d other.example.org/24 -j ACCEPT',
      ],
      losses: [
        [2, 'address_name_assumed', 'loopback'],
        [2, 'interface_assumed', 'INPUT'],
        [3, 'address_name_assumed', 'localhost'],
        [3, 'address_name_unknown', 'other.example.org'],
        [3, 'interface_assumed', 'INPUT'],
      ],
    });
    expect(read(text, { ...assumed, hosts, family: 'ipv6' }).rules[0]).toBe(
      '-A INPUT -s 2001:db8::1/128 ! -d loopback/8 -j ACCEPT',
    );
  });

  test('counters are rounded without -x', () => {
    const { rules, losses } = read(
      [
        'Chain INPUT (policy ACCEPT 12M packets, 3G bytes)',
        verbose,
        '12M 3G DROP all -- any any anywhere anywhere',
        '1 2K DROP all -- any any anywhere anywhere',
      ].join('\n'),
    );
    expect(rules).toEqual(['[12000000:3000000000] -A INPUT -j DROP', '[1:2000] -A INPUT -j DROP']);
    expect(losses).toEqual([
      [2, 'counter_rounded', '12M'],
      [3, 'counter_rounded', '2K'],
    ]);
  });

  test('services, protocols and matches that nobody knows', () => {
    const { rules, losses } = read(
      [
        'Chain INPUT (policy ACCEPT)',
        verbose,
        '0 0 DROP tcp -- * * 0.0.0.0/0 0.0.0.0/0 tcp dpt:frob',
        '0 0 DROP frob -- * * 0.0.0.0/0 0.0.0.0/0 geoip DE',
      ].join('\n'),
    );
    expect(rules).toEqual([
      '[0:0] -A INPUT -p tcp -m tcp --dport frob -j DROP',
      '[0:0] -A INPUT -p frob not understood (filter INPUT 2): geoip DE -j DROP',
    ]);
    expect(losses).toEqual([
      [2, 'service_unknown', 'frob'],
      [3, 'protocol_unknown', 'frob'],
      [3, 'match_unknown', 'geoip DE'],
    ]);
  });

  test('references: a chain that fewer rules lead to than it says tells that something is missing', () => {
    const text = [
      'Chain INPUT (policy ACCEPT)',
      verbose,
      '0 0 own all -- * * 0.0.0.0/0 0.0.0.0/0',
      '0 0 gone all -- * * 0.0.0.0/0 0.0.0.0/0',
      'Chain own (2 references)',
    ].join('\n');
    expect(read(text).losses).toEqual([
      [3, 'chain_not_shown', 'gone'],
      [4, 'references_differ', 'own', 2, 1],
    ]);
    expect(read('Chain own (2 references)').losses).toEqual([]);
  });
});

describe('odd lines', () => {
  test('a rule that a mail program cut is joined, if that makes sense of it', () => {
    const text = [
      'Chain INPUT (policy ACCEPT)',
      plain,
      'ACCEPT     tcp  --  anywhere',
      'anywhere             tcp dpt:ssh',
      'ACCEPT     all  --  anywhere             anywhere             /* a comment that',
      'goes on */ state NEW',
      'DROP       all  --  anywhere             anywhere',
      'what is this',
    ].join('\n');
    const { rules, listing, notJoined } = read(text, assumed);
    expect(rules).toEqual([
      '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
      '-A INPUT -m comment --comment "a comment that goes on" -m state --state NEW -j ACCEPT',
      '-A INPUT -j DROP',
    ]);
    expect([listing.joined, notJoined, listing.odd]).toEqual([[3, 5, 7], [7], []]);
  });

  test('rules whose chain has lost its line belong to no chain, least of all to the one before', () => {
    const { rules, listing } = read(
      [
        'Chain INPUT (policy ACCEPT)',
        plain,
        'ACCEPT all -- anywhere anywhere',
        '',
        plain,
        'DROP all -- anywhere anywhere',
        'Chain own (0 references)',
        plain,
      ].join('\n'),
      assumed,
    );
    expect(rules).toEqual(['-A INPUT -j ACCEPT']);
    expect(listing.homeless).toEqual([5]);
  });

  test('blank lines between rules do not end a chain', () => {
    expect(
      read(`Chain INPUT (policy ACCEPT)\n\n${plain}\n\nDROP all -- anywhere anywhere\n\nwords of a page\n`, assumed),
    ).toMatchObject({
      rules: ['-A INPUT -j DROP'],
      listing: { odd: [6] },
    });
  });
});
