import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { printSave, whatIsNotTold } from '../../netfilter/index.ts';
import type { HostText, ReadHints, ReadHost } from './host-text.ts';
import { readHost } from './read-host.ts';

const golden = new URL('../../../test/golden/', import.meta.url);
const filesIn = (folder: string) =>
  readdirSync(new URL(folder, golden), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^README|\.ts$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(golden.pathname.length).replaceAll('//', '/'))
    .sort();
const text = (file: string): HostText => ({ name: file, text: readFileSync(new URL(file, golden), 'utf8') });
const read = (file: string, hints?: ReadHints) => readHost([text(file)], hints);

/** Rules of a host as iptables-save prints them, with the table that they are in. */
const rulesOf = (host: ReadHost) =>
  host.rulesets.flatMap(({ ruleset }) =>
    [...ruleset.tables.values()].flatMap((table) =>
      printSave({ ...ruleset, tables: new Map([[table.name, table]]) }, { counters: 'none' })
        .split('\n')
        .filter((line) => line.startsWith('-A '))
        .map((line) => `${table.name} ${line}`),
    ),
  );
const codes = (host: ReadHost) => [...new Set(host.findings.map(({ code }) => code))].sort();

describe('every line of every recorded text is accounted for', () => {
  const files = [...filesIn('listing/'), ...filesIn('dumps/'), ...filesIn('firewall/00-article/')].filter(
    (file) => !/state\.json$|note\.md$/.test(file),
  );

  test.each(files)('%s', (file) => {
    const { text: whole } = text(file);
    const host = readHost([{ text: whole }]);
    const { lines, rules, odd, ...others } = host.texts[0]?.lines ?? { lines: 0, rules: 0, odd: 0 };
    expect(lines).toBe(whole.split('\n').length - (whole.endsWith('\n') ? 1 : 0));
    expect(rules + odd + Object.values(others).reduce((sum, count) => sum + count, 0)).toBe(lines);
    expect(host.findings.reduce((sum, finding) => sum + finding.lines, 0)).toBe(odd);
    // No line of a rule, a chain or a set is among those that are not understood.
    expect(codes(host).filter((code) => code === 'line_unknown' || code === 'chain_head_lost')).toEqual([]);
    expect(rules).toBe(whole.split('\n').filter(looksLikeRule).length);
  });

  test('there are some', () => expect(files.length).toBeGreaterThan(120));
});

/** A rule in any form, told by other means than the reader's. */
function looksLikeRule(line: string): boolean {
  return (
    /^\s*(?:\[\d+:\d+\] )?-[AI] \S/.test(line) ||
    (/ (?:--|-f|!f) .*(?:anywhere|\d+\.\d+|[0-9a-f]:|::|[a-z]\.[a-z])/.test(` ${line}`) &&
      !/^\s*(?:-|docker|\[)/.test(line))
  );
}

describe('the forms of one ruleset come to the same rules', () => {
  const backends = ['legacy', 'nft'];

  test.each(backends)('the host of the article, %s', (backend) => {
    const saved = rulesOf(read(`listing/article.${backend}.save`)).filter((rule) => rule.startsWith('filter '));
    expect(saved).toHaveLength(28);
    for (const form of ['S', 'L-n-v', 'L-n-v-x-linenumbers']) {
      expect(rulesOf(read(`listing/article.${backend}.${form}`)), form).toEqual(saved);
    }
    // No rule of it names a device but by the physdev module, so that the assumption is right.
    const assumed = read(`listing/article.${backend}.L-n`, { assumeNoInterfaces: true });
    expect(rulesOf(assumed)).toEqual(saved);
    expect(codes(assumed)).toEqual(['interface_assumed', 'sets_missing']);
    const hosts = new Map([
      ['vm-test.novalocal', ['172.16.15.31']],
      ['dhcp-with-a-very-long-host-name.openstacklocal.example.org', ['172.16.15.23']],
    ]);
    expect(rulesOf(read(`listing/article.${backend}.L`, { assumeNoInterfaces: true, hosts }))).toEqual(saved);
    expect(rulesOf(read(`listing/article.${backend}.L-v`, { hosts }))).toEqual(saved);
    const named = read(`listing/article.${backend}.L-v`);
    expect(rulesOf(named)).toEqual(
      saved.map((rule) =>
        rule
          .replace('-s 172.16.15.31/32', '-s vm-test.novalocal')
          .replace('-s 172.16.15.23/32', '-s dhcp-with-a-very-long-host-name.openstacklocal.example.org'),
      ),
    );
    expect(codes(named)).toEqual(['address_name_unknown', 'sets_missing']);
  });

  test.each(backends)('counters of the host of the article, %s', (backend) => {
    const counted = (file: string) =>
      read(file).rulesets.map(({ ruleset }) => {
        const filter = [...ruleset.tables].filter(([name]) => name === 'filter');
        return printSave({ ...ruleset, tables: new Map(filter) }, { counters: 'given' }).replace(
          /^:(\S+) -.*$/gm,
          ':$1 -',
        );
      });
    const saved = counted(`listing/article.${backend}.save-c`);
    expect(counted(`listing/article.${backend}.L-n-v`)).toEqual(saved);
    expect(counted(`listing/article.${backend}.L-n-v-x-linenumbers`)).toEqual(saved);
  });

  test('the listings that the article prints are those rules too, with its capitals', () => {
    const saved = rulesOf(read('listing/article.legacy.save')).filter((rule) => rule.startsWith('filter '));
    const printed = rulesOf(read('firewall/00-article/iptables-L.after.txt', { assumeNoInterfaces: true }));
    expect(printed).toEqual(saved);
  });

  test.each(backends)('one rule for each match in use, %s', (backend) => {
    const saved = rulesOf(read(`listing/every-match.${backend}.save`));
    const listings = (form: string) =>
      ['filter', 'mangle', 'nat', 'raw'].map((table) => text(`listing/every-match.${backend}.${table}.${form}`));
    const expected = inOrder(saved.map(asListed));
    const host = readHost(listings('L-n-v'));
    expect(inOrder(rulesOf(host))).toEqual(expected);
    expect(codes(host)).toEqual(['characters_mended', 'match_in_part', 'sets_missing']);
    const plain = readHost(listings('L'), { assumeNoInterfaces: true, family: 'ipv4' });
    expect(inOrder(rulesOf(plain))).toEqual(inOrder(saved.map(asListed).map(withoutDevices)));
  });

  test.each(
    ['legacy', 'nft'].flatMap((backend) => [
      [backend, 'iptables', 'ipv4'],
      [backend, 'ip6tables', 'ipv6'],
    ]),
  )('every option of every module, %s %s', (backend, program, family) => {
    const prefix = `listing/options.${program}.${backend}`;
    const save = read(`${prefix}.save`);
    const saved = rulesOf(save);
    const about = save.rulesets.map((each) => [each.family, each.backend]);
    expect(about).toEqual([[family, backend]]);
    for (const form of ['S-v', 'L-n-v-x-linenumbers', 'L']) {
      const host = read(`${prefix}.${form}`);
      // The prompts in the text name the program and the table.
      expect(host.rulesets.map((each) => [each.family, each.backend])).toEqual(about);
      expect(host.texts[0]?.lines.commands).toBe(4);
      expect(host.findings.filter(({ code }) => code === 'table_guessed')).toEqual([]);
    }
    expect(inOrder(rulesOf(read(`${prefix}.S-v`)))).toEqual(inOrder(saved));
    const listed = read(`${prefix}.L-n-v-x-linenumbers`);
    const differing = difference(inOrder(rulesOf(listed)), inOrder(saved.map(asListed)));
    expect(differing).toEqual(differences[`${program} ${backend}`]);
  });

  test('a listing with names for numbers says the same where the names are known', () => {
    const hosts = new Map([['dhcp-with-a-very-long-host-name.openstacklocal.example.org', ['192.0.2.7']]]);
    const named = inOrder(rulesOf(read('listing/options.iptables.legacy.L', { assumeNoInterfaces: true, hosts })));
    const numbered = inOrder(rulesOf(read('listing/options.iptables.legacy.L-n-v-x-linenumbers')).map(withoutDevices));
    expect(difference(named, numbered)).toEqual([
      [
        'filter -A OUTPUT -m owner ! --uid-owner 0 --gid-owner tty -j DROP',
        'filter -A OUTPUT -m owner ! --uid-owner 0 --gid-owner 5 -j DROP',
      ],
      [
        'mangle -A PREROUTING -p tcp -j TCPOPTSTRIP --strip-options sack-permitted,sack',
        'mangle -A PREROUTING -p tcp -j TCPOPTSTRIP --strip-options 4,5',
      ],
    ]);
  });
});

/** What a listing leaves out of every rule of these modules, taken out of the save text as well. */
function asListed(rule: string): string {
  return rule
    .replace(/ --hashlimit-name \S+/, '')
    .replace(/ --datestop 2038-01-19T03:14:07/, '')
    .replace('! --quota', '--quota')
    .replace(/(-m osf --genre \S+) .*(?= -j)/, '$1');
}

function withoutDevices(rule: string): string {
  return rule.replace(/ (?:! )?-[io] \S+/g, '');
}

/** By table; in a table in their order. */
function inOrder(rules: readonly string[]): readonly string[] {
  const table = (rule: string) => rule.slice(0, rule.indexOf(' '));
  return rules.toSorted((a, b) => (table(a) < table(b) ? -1 : table(a) > table(b) ? 1 : 0));
}

function difference(listed: readonly string[], saved: readonly string[]): readonly (readonly [string, string])[] {
  expect(listed.length).toBe(saved.length);
  return listed.flatMap((rule, index) => (rule === saved[index] ? [] : [[rule, saved[index] ?? ''] as const]));
}

const comments = (first: number): [string, string][] => [
  [
    `filter -A INPUT -m comment --comment "state NEW" match or comment (filter INPUT ${first}): state NEW -m comment --comment "reject-with x" -j REJECT --reject-with icmp-port-unreachable`,
    'filter -A INPUT -m comment --comment "state NEW" -m state --state NEW -m comment --comment "reject-with x" -j REJECT --reject-with icmp-port-unreachable',
  ],
  [
    `filter -A INPUT -m comment --comment a match or comment (filter INPUT ${first + 1}): state NEW -m comment --comment b -j ACCEPT`,
    'filter -A INPUT -m comment --comment "a */ state NEW /* b" -j ACCEPT',
  ],
];
const mark: [string, string] = [
  'mangle -A FORWARD -p tcp -j HMARK --hmark-mod 10 --hmark-src-prefix 32 --hmark-dst-prefix 32 --hmark-rnd 0xcafe',
  'mangle -A FORWARD -p tcp -j HMARK --hmark-src-prefix 32 --hmark-dst-prefix 32 --hmark-rnd 0x0000cafe --hmark-mod 10',
];
const headers: [string, string][] = [
  [
    'filter -A INPUT -m ipv6header --header 0xC0 --soft -j DROP',
    'filter -A INPUT -m ipv6header --header hop-by-hop,ipv6-opts --soft -j DROP',
  ],
  ['filter -A INPUT -m ipv6header ! --header 0x04 -j DROP', 'filter -A INPUT -m ipv6header ! --header esp -j DROP'],
];

/** Where a listing and the save text of one ruleset say different things: listed, saved. */
const differences: Readonly<Record<string, readonly [string, string][]>> = {
  'iptables legacy': [
    // iptables-save leaves out what is never true.
    ['filter -A INPUT -p udp -m udp ! --sport 0:65535 -j ACCEPT', 'filter -A INPUT -p udp -m udp -j ACCEPT'],
    ['filter -A INPUT -p tcp -m tcp ! --dport 0:65535 -j ACCEPT', 'filter -A INPUT -p tcp -m tcp -j ACCEPT'],
    ...comments(127),
    mark,
  ],
  'iptables nft': [...comments(128), mark],
  'ip6tables legacy': headers,
  // The listing of the nft program does not show the module at all.
  'ip6tables nft': [...headers, ['filter -A INPUT -j DROP', 'filter -A INPUT -m eui64 -j DROP']],
};

describe('listings of other hosts', () => {
  test('a listing of 2007 and the save text of the same host agree', () => {
    const host = readHost([
      text('dumps/Iptables_Semantics/Ringofsaturn_com/iptables_Lnv'),
      text('dumps/Iptables_Semantics/Ringofsaturn_com/iptables-save'),
    ]);
    expect(host.rulesets.map(({ source }) => source.map(({ kind }) => kind))).toEqual([['save']]);
    expect(codes(host)).toEqual(['counter_rounded', 'listing_agrees']);
    const alone = rulesOf(read('dumps/Iptables_Semantics/Ringofsaturn_com/iptables_Lnv'));
    expect(alone).toEqual(rulesOf(host).map((rule) => rule.replace(/ --log-level 4/, '')));
  });

  test('pages that show both forms of several tables give one ruleset, and the forms agree', () => {
    for (const file of filesIn('dumps/moby/integration/')) {
      const host = read(file);
      expect(
        host.rulesets.map(({ family }) => family),
        file,
      ).toEqual(['ipv4']);
      expect(codes(host), file).toContain('listing_agrees');
      expect(
        host.findings.filter(({ severity }) => severity === 'loss' || severity === 'error').map(({ code }) => code),
      ).toEqual(file.includes('routed') ? ['one_chain', 'one_chain'] : []);
    }
  });

  test('what nft prints is answered with what to give instead', () => {
    for (const file of ['listing/article.nft.nft-list-ruleset', 'listing/article.nft.nft-json']) {
      const host = read(file);
      expect(host.rulesets).toEqual([]);
      expect(
        host.findings
          .filter(({ code }) => code !== 'characters_mended')
          .map(({ code, severity, line }) => [code, severity, line]),
      ).toEqual([['nft_ruleset', 'error', 1]]);
    }
  });

  test('no other text has a rule with an unknown match of the reader', () => {
    for (const file of [...filesIn('dumps/'), ...filesIn('listing/')].filter((file) => !/options\.ip/.test(file))) {
      const host = read(file, { assumeNoInterfaces: true });
      const unknown = host.rulesets.flatMap(({ ruleset }) =>
        [...ruleset.tables.values()].flatMap(({ chains }) =>
          [...chains.values()].flatMap(({ rules }) => rules.flatMap(({ matches }) => matches.filter(whatIsNotTold))),
        ),
      );
      expect(unknown, file).toEqual([]);
    }
  });

  test('families are told by comments, addresses and words; where nothing tells it, the user is asked', () => {
    const families = filesIn('dumps/').map((file) => {
      const host = readHost([{ text: text(file).text }]);
      const asked = host.findings.some(({ code }) => code === 'family_unknown');
      return { file, family: host.rulesets.map((each) => each.family).join(), asked };
    });
    // No file of these holds an address.
    expect(families.filter(({ asked }) => asked).map(({ file }) => file.split('/').at(-1))).toEqual([
      'host1.iptables',
      'unsupported_rule_spec_options',
      'cleaned_hairpin_true_wsl2mirrored_true__iptables.golden',
      'new-daemon.md',
      'usernet-portmap-natunprot.md',
    ]);
    const six = families.filter(({ family }) => family === 'ipv6').map(({ file }) => file);
    expect(six).toEqual(families.flatMap(({ file }) => (file.includes('ip6tables') ? [file] : [])));
    expect(families.filter(({ family }) => family !== 'ipv4' && family !== 'ipv6').map(({ file }) => file)).toEqual([
      'dumps/Iptables_Semantics/topoS_generated/ipmapping',
    ]);
  });
});
