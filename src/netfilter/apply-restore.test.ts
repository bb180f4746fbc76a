import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyRestore } from './apply-restore.ts';
import { parseSave } from './parse-save.ts';
import { printSave } from './print-save.ts';
import { arbitraryFamily, arbitraryRuleset } from './ruleset.arbitrary.ts';
import type { Ruleset } from './ruleset.ts';

const empty: Ruleset = { family: 'ipv4', tables: new Map() };
const start = parseSave(
  [
    '*filter',
    ':INPUT ACCEPT [5:6]',
    ':FORWARD ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':a - [0:0]',
    ':b - [0:0]',
    '[1:2] -A INPUT -j a',
    '[3:4] -A a -s 10.0.0.0/8 -j DROP',
    'COMMIT',
  ].join('\n'),
  'ipv4',
).ruleset;

const after = (commands: string, options = {}) => applyRestore(start, [`*filter\n${commands}\nCOMMIT\n`], options);
const text = (ruleset: Ruleset) => printSave(ruleset, { counters: 'given' });

describe('a script that the kernel takes', () => {
  test.each<[string, string]>([
    ['-A b -j RETURN', '[1:2] -A INPUT -j a\n[3:4] -A a -s 10.0.0.0/8 -j DROP\n-A b -j RETURN'],
    ['-I a -j RETURN', '[1:2] -A INPUT -j a\n-A a -j RETURN\n[3:4] -A a -s 10.0.0.0/8 -j DROP'],
    ['-I a 2 -j RETURN', '[1:2] -A INPUT -j a\n[3:4] -A a -s 10.0.0.0/8 -j DROP\n-A a -j RETURN'],
    ['-R a 1 -j RETURN', '[1:2] -A INPUT -j a\n-A a -j RETURN'],
    ['-D a 1', '[1:2] -A INPUT -j a'],
    ['-D a -s 10.9.9.9/8 -j DROP', '[1:2] -A INPUT -j a'],
    [':a - [0:0]', '[1:2] -A INPUT -j a'],
    ['-F a', '[1:2] -A INPUT -j a'],
    ['-A b -p 6 --dport 22', '[1:2] -A INPUT -j a\n[3:4] -A a -s 10.0.0.0/8 -j DROP\n-A b -p tcp -m tcp --dport 22'],
  ])('%s', (command, rules) => {
    const { ruleset, refused } = after(command);
    expect(refused).toBeNull();
    expect(text(ruleset)).toBe(
      `*filter\n:INPUT ACCEPT [5:6]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:a - [0:0]\n:b - [0:0]\n${rules}\nCOMMIT\n`,
    );
  });

  test('chains come and go, policies change', () => {
    const { ruleset, refused } = after(':n - [0:0]\n-N m\n-P INPUT DROP\n-A n -j m\n-D INPUT -j a\n-F a\n-X a\n-X b');
    expect(refused).toBeNull();
    expect(text(ruleset)).toBe(
      '*filter\n:INPUT DROP [5:6]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:n -\n:m -\n-A n -j m\nCOMMIT\n',
    );
  });

  test('without --noflush a table loses all that it had', () => {
    const { ruleset } = after(':INPUT DROP [0:0]', { noflush: false });
    expect(text(ruleset)).toBe('*filter\n:INPUT DROP\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\nCOMMIT\n');
  });

  test('counters of the script count only when they are asked for', () => {
    expect(text(after('[8:9] -A b -j DROP', { counters: true }).ruleset)).toContain('[8:9] -A b -j DROP');
    expect(text(after('[8:9] -A b -j DROP').ruleset)).toContain('\n-A b -j DROP');
  });

  test('chunks may be cut anywhere', () => {
    const script = '*filter\n-A b -j DROP\n-A b -j ACCEPT\nCOMMIT\n';
    const whole = text(applyRestore(start, [script]).ruleset);
    for (let size = 1; size < script.length; size += 1) {
      const chunks = Array.from({ length: Math.ceil(script.length / size) }, (_, n) =>
        script.slice(n * size, (n + 1) * size),
      );
      expect(text(applyRestore(start, chunks).ruleset)).toBe(whole);
    }
  });

  test('a printed ruleset is loaded as it is', () => {
    fc.assert(
      fc.property(
        arbitraryFamily.chain((family) => arbitraryRuleset(family)),
        (ruleset) => {
          const script = printSave(ruleset, { counters: 'none' });
          const { ruleset: loaded, refused } = applyRestore({ family: ruleset.family, tables: new Map() }, [script], {
            noflush: false,
          });
          expect(refused).toBeNull();
          expect(printSave(loaded, { counters: 'none' })).toBe(script);
        },
      ),
    );
  });
});

describe('a script that the kernel refuses', () => {
  test.each<[string, RegExp]>([
    ['-A nowhere -j DROP', /No chain/],
    ['-A a -j nowhere', /Couldn't load target/],
    ['-A a -j INPUT', /Couldn't load target/],
    ['-A a -g nowhere', /Couldn't load target/],
    ['-I a 3 -j DROP', /Index of insertion/],
    ['-I a 0 -j DROP', /Invalid rule number/],
    ['-D a 2', /Index of deletion/],
    ['-D a -j ACCEPT', /Bad rule/],
    ['-R a 2 -j ACCEPT', /Index of replacement/],
    ['-X a', /Directory not empty/],
    ['-F a\n-X a', /Too many links/],
    ['-X nowhere', /No chain/],
    ['-X INPUT', /built-in/],
    ['-N a', /already exists/],
    [':a ACCEPT [0:0]', /policy/],
    [':INPUT REJECT [0:0]', /policy/],
    ['-P a DROP', /policy/],
    [`:${'x'.repeat(29)} - [0:0]`, /28 chars/],
    [':-x - [0:0]', /start with/],
    [':DROP - [0:0]', /clash/],
    ['-A a -s 2001:db8::1 -j DROP', /not found/],
    ['-A a -s 10.0.0.1/33 -j DROP', /Bad argument/],
    ['-A a -p nonsense -j DROP', /unknown protocol/],
    ['-A a -p all ! -p all', /never match/],
    ['-A a --dport 22 -j DROP', /Bad argument/],
    ['-A a -m tcp --dport 22 -j DROP', /needs -p tcp/],
    ['-A a -p tcp -m tcp --dport 22:70000 -j DROP', /invalid port\/service `70000'/],
    ['-A a -p tcp -m tcp --dport 22:21 -j DROP', /invalid port\/service `22:21'/],
    ['-A a -p tcp -m tcp --dport 22 --nonsense -j DROP', /unknown option/],
    ['-A a -m multiport --dports 22 -j DROP', /needs -p/],
    ['-A a -p tcp -m multiport --dports 1:2,3:4,5:6,7:8,9:10,11:12,13:14,15:16 -j DROP', /too many/],
    ['-A a -p ipv6-icmp -m icmp6 --icmpv6-type 1 -j DROP', /icmp6/],
    ['-A a -i a-name-of-17-bytes -j DROP', /shorter/],
    ['-A INPUT -o eth0 -j DROP', /Can't use -o/],
    ['-A OUTPUT -i eth0 -j DROP', /Can't use -i/],
    ['-A a -m nonsense --x -j DROP', /Couldn't load match/],
    ['-A a -m state --state MAYBE -j DROP', /Bad ctstate/],
    ['-A a -m mac --mac-source 1 -j DROP', /bad option/],
    ['-A a -j CT --zone 1', /not for table/],
    [`-A a -m comment --comment "${'x'.repeat(256)}" -j DROP`, /shorter than 256/],
    ['-A a -m comment --comment "open', /unclosed/],
    ['nonsense', /unknown command/],
    ['*raw', /COMMIT expected/],
    ['-A a -j b\n-A b -j a', /Too many levels/],
  ])('%s', (commands, reason) => {
    const { ruleset, refused } = after(commands);
    expect(refused?.reason).toMatch(reason);
    expect(ruleset.tables).toEqual(start.tables);
    expect(refused?.line).toBe(commands.split('\n').length + (commands.startsWith('-A a -j b') ? 2 : 1));
  });

  test('a set that is not there', () => {
    const rule = '-A a -m set --match-set members src -j RETURN';
    expect(after(rule, { sets: new Set(['members']) }).refused).toBeNull();
    expect(after(rule).refused).toBeNull();
    expect(after(rule, { sets: new Set() }).refused?.reason).toBe("Set members doesn't exist.");
  });

  test('tables before the refused one are committed, the refused one is as it was', () => {
    const script = '*raw\n-A PREROUTING -j ACCEPT\nCOMMIT\n*filter\n-A b -j DROP\n-A b -j nowhere\nCOMMIT\n';
    const { ruleset, refused } = applyRestore(start, [script]);
    expect(refused).toEqual({ line: 6, text: '-A b -j nowhere', reason: "Couldn't load target `nowhere'" });
    expect(ruleset.tables.get('filter')).toBe(start.tables.get('filter'));
    expect(ruleset.tables.get('raw')?.chains.get('PREROUTING')?.rules.length).toBe(1);
  });

  test('a table without COMMIT, an unknown table, a command before any table', () => {
    expect(applyRestore(empty, ['*filter\n']).refused?.reason).toBe('COMMIT expected');
    expect(applyRestore(empty, ['*nonsense\n']).refused?.reason).toBe('Table does not exist: nonsense');
    expect(applyRestore(empty, ['-A INPUT -j DROP\n']).refused?.reason).toBe('no table is named yet');
    expect(applyRestore(empty, []).refused).toBeNull();
  });

  test('any text is answered without an exception', () => {
    const words =
      '*filter COMMIT :a :INPUT - ACCEPT [0:0] -A -I -D -R -X -F -N -P -Z a INPUT 1 0 -j -g DROP -s 10.0.0.1 " ! -p tcp -m'.split(
        ' ',
      );
    const line = fc.array(fc.constantFrom(...words), { maxLength: 7 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 8 }), (lines) => {
        expect(after(lines.join('\n')).ruleset.family).toBe('ipv4');
      }),
    );
  });
});
