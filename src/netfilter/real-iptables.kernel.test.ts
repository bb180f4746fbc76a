import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Namespace, describeInNamespace, openNamespace } from '../../test/kernel/namespace.ts';
import { applyRestore } from './apply-restore.ts';
import { isBuiltIn } from './built-in-chains.ts';
import { diff } from './diff.ts';
import { normaliseRule } from './normalise.ts';
import { ownerForTests as owner } from './owner.arbitrary.ts';
import { parseRule } from './parse-rule.ts';
import { parseSave } from './parse-save.ts';
import { printRestore } from './print-restore.ts';
import { printRule } from './print-rule.ts';
import { printSave } from './print-save.ts';
import { arbitraryRule, arbitraryRuleset } from './ruleset.arbitrary.ts';
import type { Family, Ruleset } from './ruleset.ts';

const sets = ['NIPv4group', 'NIPv6group'];
const setsOf = (family: Family) => sets.filter((name) => name.includes(family === 'ipv4' ? 'v4' : 'v6'));
const families: readonly Family[] = ['ipv4', 'ipv6'];

agreement('iptables-nft');
agreement('iptables-legacy');

function agreement(backend: 'iptables-nft' | 'iptables-legacy'): void {
  describeInNamespace(`the model and ${backend} agree`, () => {
    let namespace: Namespace;
    beforeAll(async () => {
      namespace = await openNamespace();
      namespace.shell('ipset create NIPv4group hash:net family inet; ipset create NIPv6group hash:net family inet6');
    });
    afterAll(() => namespace.close());

    test.each(families)('%s: a rule comes back in the spelling that we print', (family) => {
      const rule = arbitraryRule({ family, table: 'filter', chains: ['c-x'], sets: setsOf(family) });
      fc.assert(
        fc.property(fc.array(rule, { minLength: 1, maxLength: 60 }), (rules) => {
          const body = rules.map((each) => printRule('c-y', each));
          load(family, ['*filter', ':c-x - [0:0]', ':c-y - [0:0]', ...body, 'COMMIT', ''].join('\n'));
          const lines = save(family).split('\n');
          expect(lines.filter((line) => line.startsWith('-A '))).toEqual(body);
        }),
        { numRuns: 25 },
      );
    });

    test.each<[Family, string]>(spellings())('%s: %s comes back as we normalise it', (family, text) => {
      load(family, `*filter\n:c-x - [0:0]\n-A c-x ${text}\nCOMMIT\n`);
      const normal = normaliseRule(
        parseRule(text, () => false),
        family,
      );
      expect(save(family).split('\n')).toContain(printRule('c-x', normal));
    });

    test.each(families)('%s: a random ruleset is loaded, changed by our edits and is what it should be', (family) => {
      const chains = ['c-a', 'c-b', 'c-d', 'f-x'];
      fc.assert(
        fc.property(
          arbitraryRuleset(family, { chains, sets: setsOf(family) }),
          arbitraryRuleset(family, { chains: chains.slice(0, 3), sets: setsOf(family) }),
          (observed, desired) => {
            load(family, printSave(observed, { counters: 'none' }));
            const real = parseSave(save(family), family).ruleset;
            const edits = diff(real, desired, owner);
            const script = [...printRestore(edits)].join('');
            expect(restore(family, script)).toEqual({ code: 0, stderr: '' });
            expect(comparable(parseSave(save(family), family).ruleset)).toEqual(comparable(edits.after));
            expect([...printRestore(diff(parseSave(save(family), family).ruleset, desired, owner))]).toEqual([]);
          },
        ),
        { numRuns: 20 },
      );
    });

    test('random scripts, good and bad, are taken or refused by both, with the same result', () => {
      let refusedCount = 0;
      let taken = 0;
      fc.assert(
        fc.property(arbitraryScript, (lines) => {
          load('ipv4', `*filter\n${base}\nCOMMIT\n`);
          const before = parseSave(save('ipv4'), 'ipv4').ruleset;
          const script = `*filter\n${lines.join('\n')}\nCOMMIT\n`;
          const model = applyRestore(before, [script], { sets: new Set(sets) });
          const { code, stderr } = restore('ipv4', script);
          const ofModel = model.refused === null ? 'taken' : `refused: ${model.refused.reason}`;
          // The legacy kernel does not look for circles behind a rule that ends the chain for every packet.
          if (backend === 'iptables-legacy' && code === 0 && ofModel.includes('symbolic links')) return;
          expect(code === 0, `${script}${stderr}${ofModel}`).toBe(model.refused === null);
          expect(comparable(parseSave(save('ipv4'), 'ipv4').ruleset)).toEqual(comparable(model.ruleset));
          if (code === 0) taken += 1;
          else refusedCount += 1;
        }),
        { numRuns: 60 },
      );
      expect(taken).toBeGreaterThan(4);
      expect(refusedCount).toBeGreaterThan(4);
    });

    function run(program: string, args: readonly string[], input = '') {
      const [nsenter = '', ...words] = namespace.prefix;
      const env = { PATH: process.env['PATH'] ?? '', XTABLES_LOCKFILE: '/run/xtables.lock' };
      const done = spawnSync(nsenter, [...words, program, ...args], { encoding: 'utf8', input, env });
      return { code: done.status, stdout: done.stdout, stderr: done.stderr };
    }

    function program(family: Family, verb: 'save' | 'restore'): string {
      return `${family === 'ipv4' ? backend : backend.replace('ip', 'ip6')}-${verb}`;
    }

    function restore(family: Family, script: string) {
      const { code, stderr } = run(program(family, 'restore'), ['--noflush'], script);
      return { code, stderr };
    }

    /** All tables are emptied first. */
    function load(family: Family, script: string): void {
      const flushed = ['filter', 'raw'].map(
        (name) => `*${name}\n:${name === 'raw' ? 'PREROUTING' : 'INPUT'} ACCEPT\nCOMMIT\n`,
      );
      const first = run(program(family, 'restore'), [], flushed.join(''));
      expect(first.stderr).toBe('');
      const { code, stderr } = restore(family, script);
      expect(stderr, script).toBe('');
      expect(code, script).toBe(0);
    }

    function save(family: Family): string {
      return run(program(family, 'save'), []).stdout;
    }
  });
}

/** Chains and texts of rules, without counters and without built-in chains that are empty. */
function comparable(ruleset: Ruleset): unknown {
  return [...ruleset.tables.values()]
    .flatMap((table) =>
      [...table.chains.values()]
        .filter((chain) => chain.rules.length > 0 || !isBuiltIn(table.name, chain.name))
        .map((chain) => [table.name, chain.name, chain.rules.map((rule) => printRule(chain.name, rule))]),
    )
    .sort((a, b) => (String(a.slice(0, 2)) < String(b.slice(0, 2)) ? -1 : 1));
}

const base = [
  ':c-a - [0:0]',
  ':c-b - [0:0]',
  ':c-empty - [0:0]',
  '-A INPUT -j c-a',
  '-A c-a -s 10.0.0.0/8 -j c-b',
  '-A c-a -j DROP',
  '-A c-b -j RETURN',
].join('\n');

const chain = fc.constantFrom('c-a', 'c-b', 'c-empty', 'c-new', 'INPUT', 'c-none');
const ruleText = fc.constantFrom(
  '-j DROP',
  '-j RETURN',
  '-s 10.9.9.9/8 -j c-b',
  '-j c-empty',
  '-j c-none',
  '-j c-new',
  '-p tcp --dport 22 -j ACCEPT',
  '-p tcp -m tcp --dport 99999 -j ACCEPT',
  '-m set --match-set NIPv4group src -j RETURN',
  '-m set --match-set none src -j RETURN',
  '-s 2001:db8::1 -j DROP',
  '-m comment --comment "two words" -j DROP',
  '-j CT --notrack',
);
const arbitraryLine = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(chain, ruleText).map(([name, rule]) => `-A ${name} ${rule}`) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(chain, fc.integer({ min: 1, max: 4 }), ruleText)
      .map(([name, position, rule]) => `-I ${name} ${position} ${rule}`),
  },
  { weight: 4, arbitrary: fc.tuple(chain, fc.integer({ min: 1, max: 3 })).map(([name, n]) => `-D ${name} ${n}`) },
  { weight: 2, arbitrary: fc.tuple(chain, ruleText).map(([name, rule]) => `-D ${name} ${rule}`) },
  { weight: 3, arbitrary: fc.constantFrom(':c-new - [0:0]', ':c-a - [0:0]', ':c-empty - [0:0]', ':INPUT DROP [0:0]') },
  { weight: 2, arbitrary: chain.map((name) => `-F ${name}`) },
  // Not -X INPUT: the nft tools delete an empty built-in chain where the legacy ones, and the model, refuse.
  { weight: 2, arbitrary: chain.filter((name) => name !== 'INPUT').map((name) => `-X ${name}`) },
  { weight: 1, arbitrary: chain.map((name) => `-N ${name}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'nonsense',
      `:${'x'.repeat(29)} - [0:0]`,
      '-A c-a -i a-name-of-17-bytes',
      '# a remark',
      '',
    ),
  },
);
const arbitraryScript = fc.array(arbitraryLine, { minLength: 1, maxLength: 4 });

function spellings(): [Family, string][] {
  const v4 = [
    '-s 10.1.2.3/8 -j DROP',
    '-s 10.1.2.3 -j DROP',
    '-s 10.0.0.0/255.255.255.0 -j DROP',
    '-d 0.0.0.0/0 -j ACCEPT',
    '-p 6 -j DROP',
    '-p 113 -j DROP',
    '-p 4 -j DROP',
    '-p ipip -j DROP',
    '-p all -j DROP',
    '-p hopopt -j DROP',
    '-p ip -j DROP',
    '-p 135 -j DROP',
    '-p TCP --dport 22 -j DROP',
    '-p tcp -m tcp --dport 22:22 -j DROP',
    '-p tcp -m tcp --dport :22 --sport 1024: -j DROP',
    '-p tcp --syn -j DROP',
    '-p icmp --icmp-type 255 -j DROP',
    '-p icmp -m icmp --icmp-type 255/4 -j DROP',
    '-p icmp -m icmp --icmp-type echo-request -j DROP',
    '-p icmp -m icmp ! --icmp-type 3/4 -j DROP',
    '-m mac --mac-source FA:16:3E:00:00:01 -j DROP',
    '-m state --state ESTABLISHED,RELATED -j DROP',
    '-m conntrack --ctstate new,invalid -j DROP',
    '-m conntrack ! --ctstate DNAT,SNAT,UNTRACKED -j DROP',
    '-m comment --comment "plain" -j DROP',
    '-m comment --comment "a \\"b\\" c\'d \\\\" -j DROP',
    '-m comment --comment -j -j DROP',
    '-p udp -s 10.0.0.1 -m udp --dport 1 -i eth0 -j DROP',
    '-f -j DROP',
    '! -f -j DROP',
    '-j REJECT',
    '-j REJECT --reject-with host-prohib',
    '-p tcp -j REJECT --reject-with tcp-rst',
    '-p tcp -m tcp -j DROP',
    '-p tcp -m multiport --dports 22,80:90 -j DROP',
    '-p udplite -m multiport --ports 1:65535 -j DROP',
    '-m physdev --physdev-is-in --physdev-in tap0 ! --physdev-is-bridged -j DROP',
  ];
  const v6 = [
    '-s 2001:DB8:0:0::1 -j ACCEPT',
    '-s ::ffff:0a00:0001 -j ACCEPT',
    '-s ::1:0/112 -j ACCEPT',
    '-s ::/0 -j ACCEPT',
    '-s 1:0:0:2:0:0:0:3 -j ACCEPT',
    '-s 2001:db8:0:1:1:1:1:1 -j ACCEPT',
    '-p icmpv6 -j DROP',
    '-p ipv6-icmp -m icmp6 --icmpv6-type 255 -j DROP',
    '-p ipv6-icmp -m icmp6 --icmpv6-type echo-request -j DROP',
    '-p ipv6-icmp -m icmp6 --icmpv6-type 1/4 -j DROP',
    '-p 132 -j DROP',
    '-j REJECT',
  ];
  return [...v4.map((text): [Family, string] => ['ipv4', text]), ...v6.map((text): [Family, string] => ['ipv6', text])];
}
