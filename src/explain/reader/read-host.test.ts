import { describe, expect, test } from 'vitest';
import { languages } from '../../words/index.ts';
import { printSave, whatIsNotTold } from '../../netfilter/index.ts';
import { sayFinding } from './finding.ts';
import { parseHostNames } from './host-names.ts';
import type { HostText, ReadHints, ReadHost } from './host-text.ts';
import { readHost } from './read-host.ts';

const read = (texts: string | readonly (string | HostText)[], hints?: ReadHints) =>
  readHost(
    (typeof texts === 'string' ? [texts] : texts).map((text) => (typeof text === 'string' ? { text } : text)),
    hints,
  );
const shown = (host: ReadHost) =>
  host.rulesets.map(
    ({ family, backend, ruleset }) =>
      `${family} ${backend ?? '?'} ${printSave(ruleset, { counters: 'given' }).trimEnd().replaceAll('\n', ' | ')}`,
  );
const found = (host: ReadHost) => host.findings.map(({ code, line }) => `${line} ${code}`);
const account = (host: ReadHost) =>
  Object.fromEntries(Object.entries(host.texts[0]?.lines ?? {}).filter(([, count]) => count > 0));

const save = (...rules: string[]) =>
  ['*filter', ':INPUT ACCEPT [0:0]', ':FORWARD DROP [0:0]', ':own - [0:0]', ...rules, 'COMMIT'].join('\n');

describe('a paste from a terminal', () => {
  const session = [
    'Last login: Tue Nov  3 10:00:00 2026 from 10.0.0.9',
    'root@compute1:~# sudo iptables -t nat -S',
    '-P PREROUTING ACCEPT',
    '-P POSTROUTING ACCEPT',
    '-A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE',
    'root@compute1:~# ip6tables-legacy -nvL INPUT --line-numbers',
    'Chain INPUT (policy DROP 0 packets, 0 bytes)',
    'num   pkts bytes target     prot opt in     out     source               destination',
    '1        0     0 ACCEPT     6    --  eth0   *       ::/0                 ::/0                 tcp dpt:22',
    '[root@compute1 ~]# ipset list',
    'Name: web',
    'Type: hash:ip',
    'Revision: 6',
    'Header: family inet hashsize 1024 maxelem 65536',
    'Size in memory: 296',
    'References: 1',
    'Number of entries: 1',
    'Members:',
    '10.0.0.1',
    'root@compute1:~# ls',
    'anaconda-ks.cfg',
    'root@compute1:~# ',
  ].join('\n');

  test('is cut into what each command printed', () => {
    const host = read(session);
    expect(shown(host)).toEqual([
      'ipv4 ? *nat | :PREROUTING ACCEPT | :POSTROUTING ACCEPT | -A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE | COMMIT',
      'ipv6 legacy *filter | :INPUT DROP [0:0] | [0:0] -A INPUT -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT | COMMIT',
    ]);
    expect(host.sets.map(({ name, members }) => [name, members])).toEqual([['web', ['10.0.0.1']]]);
    expect(host.texts[0]?.parts).toEqual([
      { kind: 'listRules', line: 3 },
      { kind: 'listing', line: 7 },
      { kind: 'setList', line: 11 },
    ]);
    expect(found(host)).toEqual(['1 noise', '7 table_guessed', '7 one_chain', '21 noise']);
    expect(account(host)).toEqual({ lines: 22, rules: 2, chains: 3, sets: 9, structure: 1, commands: 5, odd: 2 });
  });

  test('with the line ends of Windows, colours, and blanks that do not break', () => {
    const mangled = session
      .split('\n')
      .map((line) => (line.startsWith('root@') ? `\u001b[01;32m${line}\u001b[0m` : line.replaceAll('  ', '\u00a0 ')))
      .join('\r\n');
    expect(shown(read(mangled))).toEqual(shown(read(session)));
    expect(found(read(mangled))).toContain('1 characters_mended');
  });

  test.each([
    'root@compute1:~# iptables -t nat -S',
    'user@compute1 ~ $ sudo /sbin/iptables --table nat -S',
    '[root@compute1 ~]# iptables -S -t nat',
    'compute1:~ # iptables -tnat -S',
    '$ iptables -t nat --list-rules',
    'iptables -t nat -S',
  ])('the command of %j names the table', (command) => {
    const host = read(`${command}\n-P OUTPUT ACCEPT\n-A OUTPUT -d 10.0.0.1/32 -j ACCEPT`);
    expect(shown(host)).toEqual(['ipv4 ? *nat | :OUTPUT ACCEPT | -A OUTPUT -d 10.0.0.1/32 -j ACCEPT | COMMIT']);
    expect([found(host), account(host)]).toEqual([[], { lines: 3, rules: 1, chains: 1, commands: 1 }]);
  });

  test('commands that change rules are no dump', () => {
    const host = read('#!/bin/sh\niptables -F\niptables -A INPUT -p tcp --dport 22 -j ACCEPT\n');
    expect(host.rulesets).toEqual([]);
    expect(found(host)).toEqual(['1 nothing_read', '2 script_line']);
    expect(account(host)).toEqual({ lines: 3, comments: 1, odd: 2 });
  });
});

describe('a paste from a page or a mail', () => {
  const listing = [
    'Chain INPUT (policy ACCEPT)',
    'target     prot opt source               destination',
    'ACCEPT     tcp  --  anywhere             anywhere             tcp dpt:ssh /* a & b */',
    'DROP       all  --  10.0.0.0/8           anywhere',
  ];
  const plain = shown(read(listing.join('\n'), { assumeNoInterfaces: true }));

  test('tags and entities are taken out', () => {
    const page = `<pre class="brush: bash"><span style="color: #333">${listing
      .map((line) => line.replaceAll('&', '&amp;'))
      .join('</span><br />\n<span>')}</span></pre>`;
    const host = read(page, { assumeNoInterfaces: true });
    expect(shown(host)).toEqual(plain);
    expect(found(host)).toEqual(['1 markup_removed', '1 table_guessed', '3 interface_assumed']);
  });

  test('lines that only a break parts are lines', () => {
    const host = read(`<p>${listing.join('<br>').replaceAll('&', '&amp;')}</p>`, { assumeNoInterfaces: true });
    expect(shown(host)).toEqual(plain);
    expect(account(host)).toEqual({ lines: 4, rules: 2, chains: 1, structure: 1 });
    expect(host.findings.every(({ line }) => line === 1)).toBe(true);
  });

  test('what looks like markup in a comment of a dump stays', () => {
    const text = save('-A INPUT -m comment --comment "<b>&amp;</b>" -j ACCEPT');
    expect(shown(read(text))[0]).toContain('--comment "<b>&amp;</b>"');
    expect(found(read(text))).toEqual(['1 family_unknown']);
  });

  test('dashes and quotes that a page made typographic are plain ones', () => {
    const host = read(save('-A INPUT -s 10.0.0.1/32 -p tcp -m tcp –dport 22 -m comment —comment “a – b” -j ACCEPT'));
    expect(shown(host)[0]).toContain('-p tcp -m tcp --dport 22 -m comment --comment "a');
    expect(found(host)).toContain('5 dashes_mended');
  });

  test('marks of quoted mail and lines that it cut are mended', () => {
    const text = save(
      '-A INPUT -s 10.0.0.1/32 -p tcp -m tcp',
      '  --dport 22 -m comment --comment "a long',
      '  comment" -j ACCEPT',
      '-A INPUT -p icmp -j',
      'own',
      '-A INPUT -j DROP',
      'nothing known',
      '-A FORWARD -j own',
    );
    for (const each of [text, text.replaceAll(/^/gm, '> ')]) {
      const host = read(each);
      expect(shown(host)).toEqual([
        'ipv4 ? *filter | :INPUT ACCEPT [0:0] | :FORWARD DROP [0:0] | :own - [0:0] | ' +
          '-A INPUT -s 10.0.0.1/32 -p tcp -m tcp --dport 22 -m comment --comment "a long comment" -j ACCEPT | ' +
          '-A INPUT -p icmp -j own | -A INPUT -j DROP | -A FORWARD -j own | COMMIT',
      ]);
      expect(found(host).filter((each) => !each.includes('mail'))).toEqual([
        '6 line_joined',
        '7 line_joined',
        '9 line_joined',
        '11 line_unknown',
      ]);
      expect(account(host)).toEqual({ lines: 13, rules: 4, chains: 3, structure: 2, continued: 3, odd: 1 });
    }
  });
});

describe('families', () => {
  test.each<[string, string, ReadHints, string, string[]]>([
    ['the comment of the program', `# Generated by ip6tables-save v1.8.9 on x\n${save()}`, {}, 'ipv6', []],
    ['a prompt', `$ ip6tables -S\n-P INPUT DROP`, {}, 'ipv6', ['2 table_guessed']],
    ['addresses', save('-A INPUT -s 2001:db8::/32 -j DROP'), {}, 'ipv6', []],
    ['addresses of the target', save('-A INPUT -j DNAT --to-destination [2001:db8::1]:80'), {}, 'ipv6', []],
    ['the protocol', save('-A INPUT -p ipv6-icmp -j DROP'), {}, 'ipv6', []],
    ['the answer of REJECT', save('-A INPUT -j REJECT --reject-with icmp6-no-route'), {}, 'ipv6', []],
    ['a hint', save(), { family: 'ipv6' }, 'ipv6', []],
    ['nothing', save(), {}, 'ipv4', ['1 family_unknown']],
  ])('are told by %s', (_, text, hints, family, findings) => {
    const host = read(text, hints);
    expect(host.rulesets.map((ruleset) => ruleset.family)).toEqual([family]);
    expect(found(host)).toEqual(findings);
  });

  test('what the rules say wins over the word of the user, and a contradiction is told', () => {
    const host = read([{ text: save('-A INPUT -s 10.0.0.1/32 -j DROP'), family: 'ipv6' }]);
    expect(host.rulesets[0]?.family).toBe('ipv4');
    expect(found(host)).toEqual(['1 family_differs']);
    const named = read(`# Generated by ip6tables-save v1.8.9 on x\n${save('-A INPUT -s 10.0.0.1/32 -j DROP')}`);
    expect(named.rulesets[0]?.family).toBe('ipv6');
    expect(found(named)).toEqual(['2 family_differs']);
  });

  test('a text of both is told', () => {
    expect(found(read(save('-A INPUT -s 10.0.0.1/32 -j DROP', '-A INPUT -s 2001:db8::/32 -j DROP')))).toEqual([
      '1 family_mixed',
    ]);
  });

  test('two dumps in one paste are two rulesets', () => {
    const host = read(`${save('-A INPUT -s 10.0.0.1/32 -j DROP')}\n${save('-A INPUT -p ipv6-icmp -j ACCEPT')}\n`);
    expect(host.rulesets.map(({ family }) => family)).toEqual(['ipv4', 'ipv6']);
    expect(host.findings).toEqual([]);
  });
});

describe('backends', () => {
  const of = (program: string, mark: string, rule: string) =>
    `# Generated by ${program} v1.8.9${mark} on Mon Nov 23 02:32:34 2026\n${save(rule)}\n# Completed on Mon Nov 23 02:32:34 2026\n`;
  const nft = of('iptables-nft-save', ' (nf_tables)', '-A INPUT -s 10.0.0.1/32 -j DROP');
  const legacy = of('iptables-save', '', '-A INPUT -s 10.0.0.2/32 -j DROP');

  test('dumps of both in one paste are kept apart', () => {
    const host = read(nft + legacy);
    expect(host.rulesets.map(({ family, backend, source }) => [family, backend, source])).toEqual([
      ['ipv4', 'nft', [{ text: 0, kind: 'save', line: 2, tables: ['filter'] }]],
      ['ipv4', 'legacy', [{ text: 0, kind: 'save', line: 10, tables: ['filter'] }]],
    ]);
    expect(host.findings).toEqual([]);
  });

  test('one table twice of the same backend: both are kept, and the user is asked', () => {
    const host = read([
      { text: nft, name: 'a' },
      { text: nft.replace('10.0.0.1', '10.0.0.3'), name: 'b' },
    ]);
    expect(host.rulesets.map(({ backend, source }) => [backend, source[0]?.name])).toEqual([
      ['nft', 'a'],
      ['nft', 'b'],
    ]);
    expect(host.findings).toEqual([
      {
        code: 'table_twice',
        severity: 'question',
        weakens: false,
        text: 1,
        name: 'b',
        line: 2,
        lines: 0,
        values: { table: 'filter', family: 'ipv4', other: 2 },
      },
    ]);
  });

  test('a warning that there are rules of the other weakens every verdict', () => {
    const host = read(`# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\n${nft}`);
    expect(host.findings.map(({ code, line, weakens }) => [code, line, weakens])).toEqual([['legacy_tables', 1, true]]);
    expect(found(read(`${nft}# Table \`nat' is incompatible, use 'nft' tool.\n`))).toEqual(['9 table_incompatible']);
  });
});

describe('tables from several texts', () => {
  const listing = (...rows: string[]) =>
    [
      'Chain INPUT (policy ACCEPT 0 packets, 0 bytes)',
      ' pkts bytes target     prot opt in     out     source               destination',
      ...rows,
      '',
      'Chain FORWARD (policy DROP 0 packets, 0 bytes)',
      ' pkts bytes target     prot opt in     out     source               destination',
      '',
      'Chain OUTPUT (policy ACCEPT 0 packets, 0 bytes)',
      ' pkts bytes target     prot opt in     out     source               destination',
    ].join('\n');
  const drop = '    0     0 DROP       17   --  *      *       10.0.0.1             0.0.0.0/0            udp';

  test('of one family and backend are one ruleset', () => {
    const nat = ['*nat', ':PREROUTING ACCEPT [0:0]', '-A PREROUTING -j DNAT --to-destination 10.0.0.1', 'COMMIT'].join(
      '\n',
    );
    const host = read([listing(drop), nat]);
    expect(
      host.rulesets.map(({ ruleset, source }) => [[...ruleset.tables.keys()], source.map(({ kind }) => kind)]),
    ).toEqual([
      [
        ['nat', 'filter'],
        ['save', 'listing'],
      ],
    ]);
  });

  test('a listing of a table that a save text has checks it, and is not kept', () => {
    const agreeing = read([save('-A INPUT -s 10.0.0.1/32 -p udp -m udp -j DROP'), listing(drop)]);
    expect(agreeing.rulesets.map(({ source }) => source.map(({ kind }) => kind))).toEqual([['save']]);
    expect(found(agreeing)).toEqual(['1 range_may_be_lost', '1 listing_differs']);
    const whole = save('-A INPUT -s 10.0.0.1/32 -p udp -m udp -j DROP').replace(
      'COMMIT',
      ':OUTPUT ACCEPT [0:0]\nCOMMIT',
    );
    expect(found(read([whole, listing(drop)]))).toEqual(['1 range_may_be_lost', '1 listing_agrees']);
    const differing = read([whole, listing(drop.replace('10.0.0.1', '10.0.0.2'), drop)]);
    expect(
      differing.findings.filter(({ weakens }) => weakens).map(({ code, values }) => [code, values['place']]),
    ).toEqual([['listing_differs', 'INPUT']]);
  });

  test('iptables -S beside iptables-save: one of them if they agree, both if not', () => {
    const whole = save('-A INPUT -s 10.0.0.1/32 -j DROP');
    const rules = ['-P INPUT ACCEPT', '-P FORWARD DROP', '-N own', '-A INPUT -s 10.0.0.1/32 -j DROP'].join('\n');
    const agreeing = read([rules, whole]);
    expect(agreeing.rulesets.map(({ source }) => source.map(({ kind }) => kind))).toEqual([['save']]);
    expect(found(agreeing)).toEqual(['1 table_guessed', '1 listing_agrees']);
    const differing = read([rules.replace('INPUT ACCEPT', 'INPUT DROP'), whole]);
    expect(differing.rulesets.map(({ source }) => source.map(({ kind }) => kind))).toEqual([['save'], ['listRules']]);
    expect(found(differing)).toEqual(['1 table_guessed', '1 table_twice']);
  });

  test('a range that is never true, which iptables-save does not print, is seen in the listing', () => {
    const whole = save('-A INPUT -s 10.0.0.1/32 -p udp -m udp -j DROP').replace(
      'COMMIT',
      ':OUTPUT ACCEPT [0:0]\nCOMMIT',
    );
    const host = read([whole, listing(`${drop} spts:!0:65535`)]);
    expect(host.findings.filter(({ code }) => code === 'range_lost')).toEqual([
      {
        code: 'range_lost',
        severity: 'loss',
        weakens: true,
        text: 1,
        line: 1,
        lines: 0,
        values: { table: 'filter', other: 1, place: 'INPUT 1' },
      },
    ]);
  });

  test('listings of single chains make one table', () => {
    const one = (chain: string) =>
      `$ iptables -L ${chain} -v -n\n${listing(drop).split('\n\n')[0]?.replace('INPUT', chain)}`;
    const host = read(`${one('INPUT')}\n${one('OUTPUT')}`);
    expect(host.rulesets.map(({ ruleset }) => [...(ruleset.tables.get('filter')?.chains.keys() ?? [])])).toEqual([
      ['INPUT', 'OUTPUT'],
    ]);
    expect(found(host)).toEqual(['2 table_guessed', '2 one_chain', '6 table_guessed', '6 one_chain']);
  });

  test('listings of several tables in a row are told apart by the order of their chains', () => {
    const chains = (...names: string[]) => names.map((name) => `Chain ${name} (policy ACCEPT)\n`).join('\n');
    const host = read(
      [
        chains('PREROUTING', 'OUTPUT'),
        chains('INPUT', 'FORWARD', 'OUTPUT'),
        'Chain own (0 references)\n',
        chains('PREROUTING', 'INPUT', 'POSTROUTING', 'OUTPUT'),
        chains('PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'),
      ].join('\n'),
      { family: 'ipv4' },
    );
    expect(host.rulesets.map(({ ruleset }) => [...ruleset.tables.keys()])).toEqual([
      ['raw', 'filter', 'nat', 'mangle'],
    ]);
    expect(found(host)).toEqual(['1 table_guessed']);
  });

  test('the user names the table of a listing', () => {
    const host = read([{ text: 'Chain INPUT (policy ACCEPT)\n', table: 'security', family: 'ipv4' }]);
    expect([...(host.rulesets[0]?.ruleset.tables.keys() ?? [])]).toEqual(['security']);
    expect(found(host)).toEqual([]);
  });
});

describe('sets', () => {
  const rules = save(
    '-A INPUT -s 10.0.0.1/32 -m set --match-set web src -j ACCEPT',
    '-A INPUT -m set --match-set db src -j DROP',
  );
  const web = 'create web hash:ip family inet\nadd web 10.0.0.1\n';

  test('whose members no text gives are unknown', () => {
    const host = read([rules, web]);
    expect(host.sets.map(({ name }) => name)).toEqual(['web']);
    expect(host.unknownSets).toEqual(['db']);
    expect(found(host)).toEqual(['1 sets_missing']);
  });

  test('that are shown in part are unknown', () => {
    const list = (name: string, entries: number, members: string) =>
      `Name: ${name}\nType: hash:ip\nHeader: family inet\nNumber of entries: ${entries}\n${members}\n`;
    const host = read([rules, list('web', 2, 'Members:\n10.0.0.1'), list('db', 2, '')]);
    expect(host.sets).toEqual([]);
    expect(host.unknownSets).toEqual(['db', 'web']);
    expect(found(host)).toEqual(['1 sets_missing', '1 set_cut', '1 set_without_members']);
  });

  test('of which a line is not understood are unknown', () => {
    const host = read([rules, `${web}ad web 10.0.0.2\ncreate db hash:ip\n`]);
    expect(host.sets.map(({ name }) => name)).toEqual(['db']);
    expect(host.unknownSets).toEqual(['web']);
    expect(found(host)).toEqual(['1 sets_missing', '3 line_unknown']);
  });

  test('that two texts give are one, unless they differ', () => {
    const list = 'Name: web\nType: hash:ip\nHeader: family inet\nMembers:\n10.0.0.1 timeout 5\n';
    expect(read([rules, web, list]).sets.map(({ members }) => members)).toEqual([['10.0.0.1']]);
    const host = read([rules, web, list.replace('10.0.0.1', '10.0.0.2')]);
    expect([host.sets, host.unknownSets]).toEqual([[], ['db', 'web']]);
    expect(found(host)).toEqual(['1 sets_missing', '1 set_differs']);
  });
});

describe('what cannot be read', () => {
  test('is said, line by line, and the rest is read', () => {
    const host = read(
      save(
        '-A INPUT -m comment --comment "open',
        '-A gone -j DROP',
        '-I FORWARD -j ACCEPT',
        '-A INPUT -s 10.0.0.1/32 -j DROP',
      ).replace('\nCOMMIT', ''),
    );
    expect(found(host)).toEqual(['5 quote_unclosed', '6 chain_lost', '7 line_inserts', '8 table_unfinished']);
    expect(shown(host)[0]).toContain('-A INPUT -s 10.0.0.1/32 -j DROP');
  });

  test('a dump that has lost its first lines is still read', () => {
    const host = read(save('-A INPUT -p icmp -j own').split('\n').slice(2).join('\n'));
    expect(shown(host)).toEqual([
      'ipv4 ? *filter | :FORWARD DROP [0:0] | :own - [0:0] | :INPUT ACCEPT | -A INPUT -p icmp -j own | COMMIT',
    ]);
    expect(found(host)).toEqual(['1 table_guessed', '3 chain_undeclared', '4 line_unknown']);
  });

  test('nothing and rubbish are no error of the program', () => {
    for (const text of ['', '\n\n', '\0\0\0', '{"a": 1}', '🦀'.repeat(100), '<'.repeat(1_000), '&#x;'.repeat(99)]) {
      const host = read(text);
      expect([host.rulesets, host.sets]).toEqual([[], []]);
      expect(found(host)).toContain('1 nothing_read');
    }
    expect(read([])).toEqual({ rulesets: [], sets: [], unknownSets: [], findings: [], texts: [] });
  });

  test('what has lost its beginning is a loss, not noise', () => {
    expect(
      found(read('ACCEPT     all  --  anywhere             10.0.0.1\n\nType: hash:ip\nMembers:\n10.0.0.1\n')),
    ).toEqual(['1 chain_head_lost', '1 nothing_read', '3 line_unknown', '5 noise']);
  });

  test('a line that no program prints is not read', () => {
    const host = read(save(`-A INPUT -m comment --comment ${'x'.repeat(70_000)}`, '-A INPUT -p icmp -j DROP'));
    expect(found(host)).toEqual(['5 line_too_long']);
    expect(shown(host)[0]).toContain('-A INPUT -p icmp -j DROP');
  });

  test('there is an end to what is told of rubbish, and still every line counts', () => {
    const host = read(
      Array.from({ length: 5_000 }, (_, i) => (i % 2 === 0 ? `noise ${i}` : 'iptables -A x')).join('\n'),
    );
    expect(host.findings).toHaveLength(1_001);
    expect(host.findings.reduce((sum, { lines }) => sum + lines, 0)).toBe(5_000);
    expect(host.findings.at(-1)?.code).toBe('findings_omitted');
  });
});

describe('findings', () => {
  test('are sentences with their line in every language', () => {
    const host = read([
      '# Warning: iptables-legacy tables present, use iptables-legacy to see them\nChain INPUT (policy ACCEPT)\nACCEPT tcp -- anywhere web tcp dpt:frob\n',
    ]);
    for (const finding of host.findings) {
      for (const language of languages) {
        const sentence = sayFinding(finding, language);
        expect(sentence).toContain(String(finding.line));
        expect(sentence).not.toMatch(/\{\{|undefined|reader\./);
      }
    }
    expect(host.findings.map((finding) => sayFinding(finding, 'en'))[0]).toBe(
      'Line 1 says that there are rules of iptables-legacy that this text does not show: give the output of iptables-legacy-save as well',
    );
  });

  test('a rule of a listing without interfaces has an unknown that names it', () => {
    const host = read('Chain INPUT (policy ACCEPT)\nACCEPT tcp -- anywhere 10.0.0.1\n');
    const [rule] = host.rulesets[0]?.ruleset.tables.get('filter')?.chains.get('INPUT')?.rules ?? [];
    expect(rule?.matches.map(whatIsNotTold)).toEqual([undefined, undefined, 'interface not shown']);
  });
});

test('names of a hosts file, and of a networks file', () => {
  expect(parseHostNames('127.0.0.1 localhost a # b\n::1 localhost\nloopback 127.0.0.0\n\nrubbish\n')).toEqual(
    new Map([
      ['localhost', ['127.0.0.1', '::1']],
      ['a', ['127.0.0.1']],
      ['loopback', ['127.0.0.0']],
    ]),
  );
});
