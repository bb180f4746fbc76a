import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runIn, tableOf } from '../world.suite.ts';
import compile from './compile.ts';

const golden = resolve(import.meta.dirname, '../../../test/golden/firewall');
const scratch = mkdtempSync(join(tmpdir(), 'portreeve-compile-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const run = (argv: readonly string[], stdin = '') => runIn(tableOf(compile), ['compile', ...argv], { stdin });
const stateOf = (name: string) => join(golden, name, 'state.json');

/** Every file below a folder, by its path. */
function filesBelow(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => /(?:iptables\.v[46]|ipset|conntrack)$/.test(name));
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

describe('portreeve compile', () => {
  test.each(['03-one-port-default-group', '47-step-member-removed', '42-foreign-rules'])(
    'writes the files of %s',
    async (name) => {
      const out = join(scratch, name);
      const { code, err } = await run([stateOf(name), '--out', out]);
      const written = filesBelow(out);
      expect(written).toEqual(filesBelow(join(golden, name)));
      expect(Object.keys(written).length).toBeGreaterThan(3);
      expect({ code, err }).toEqual({ code: 0, err: `Wrote ${Object.keys(written).length} files to ${out}\n` });
    },
  );

  test('reads the standard input, and takes the profile from the command line', async () => {
    const out = join(scratch, 'stdin');
    const state = readFileSync(stateOf('27-address-group-zed'), 'utf8');
    const { code, err } = await run(['-', '--out', out, '--profile', 'caracal', '--quiet'], state);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(filesBelow(out)['iptables.v4']).toContain('--match-set NIPv48af3fe99-aad2-5cc6-bf54- src');
  });

  test('warns of what a profile leaves open', async () => {
    const { code, err } = await run([stateOf('27-address-group-zed'), '--out', join(scratch, 'warn')]);
    expect(code).toBe(0);
    expect(err.split('\n').filter((line) => line.startsWith('Warning:'))).toEqual([
      expect.stringMatching(/^Warning: rule .* of group .* names an address group, .* Use profile caracal\.$/),
      expect.stringMatching(/^Warning: /),
      expect.stringMatching(/^Warning: /),
    ]);
  });

  test('says why each rule is there, as data', async () => {
    const { code, out } = await run([stateOf('03-one-port-default-group'), '--why', '--json']);
    const rows: { rule: string; why: { kind: string }[] }[] = JSON.parse(out);
    const rules = rows.filter(({ rule }) => rule.startsWith('-A'));
    const written = filesBelow(join(golden, '03-one-port-default-group'));
    const recorded = `${written['iptables.v4']}${written['iptables.v6']}`
      .split('\n')
      .filter((line) => line.startsWith('-A'));
    expect(code).toBe(0);
    expect(rules.map(({ rule }) => rule).sort()).toEqual(recorded.sort());
    expect(rules.filter(({ why }) => why.length === 0)).toEqual([]);
    expect(rows.find(({ rule }) => rule.includes('--match-set NIPv4'))?.why).toEqual([
      {
        kind: 'securityGroupRule',
        rule: 'a2826c69-5209-5cf8-8fc7-310e909f6ed1',
        group: 'dc496914-ee9e-537b-a890-f93413f1cd3d',
        port: '7cb74b1a-f7c0-5592-9ae5-10bbc18b9383',
      },
    ]);
    expect(rows.filter(({ rule }) => rule.startsWith('create')).map(({ why }) => why)).toEqual([
      [{ kind: 'securityGroup', group: 'dc496914-ee9e-537b-a890-f93413f1cd3d' }],
      [{ kind: 'securityGroup', group: 'dc496914-ee9e-537b-a890-f93413f1cd3d' }],
    ]);
  });

  test('says why in words', async () => {
    const { out } = await run([stateOf('03-one-port-default-group'), '--why', '-o', 'wide']);
    expect(out).toMatch(/NIPv4.*rule a2826c69-\S+ of group default, port 7cb74b1a-/);
    expect(out).toMatch(/FORWARD.*leads on to the chains of the layout/);
  });

  test.each<[string, readonly string[], string, number, RegExp]>([
    [
      'no such file',
      [join(scratch, 'none.json'), '--out', scratch],
      '',
      1,
      /none\.json cannot be read: .*no such file/,
    ],
    ['neither --out nor --why', [stateOf('01-host-without-ports')], '', 2, /needs the flag --out/],
    ['not JSON', ['-', '--out', scratch], '{', 1, /The host state is not JSON/],
    [
      'an unknown option',
      ['-', '--out', scratch],
      '{"host":"h","ports":[],"security_groups":[],"options":{"ipsets":true}}',
      1,
      /options\.ipsets is not an option[\s\S]*did you mean ipset\?/,
    ],
    [
      'an unknown layout',
      ['-', '--out', scratch],
      '{"host":"h","ports":[],"security_groups":[],"options":{"layout":"tree"}}',
      1,
      /There is no chain layout "tree"/,
    ],
    ['an unknown profile', [stateOf('01-host-without-ports'), '--profile', 'zeed'], '', 2, /zeed/],
  ])('%s is one sentence with a hint', async (_, argv, stdin, exit, words) => {
    const { code, err, out } = await run(argv, stdin);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(err).toMatch(words);
    expect(err).toMatch(/Hint: ./);
    expect(err).not.toMatch(/ at .*\.[jt]s:/);
  });

  test('a folder that cannot be made is named', async () => {
    const file = join(scratch, 'a-file');
    writeFileSync(file, '');
    const { code, err } = await run([stateOf('01-host-without-ports'), '--out', join(file, 'below')]);
    expect(code).toBe(1);
    expect(err).toMatch(/a-file\/below\/iptables\.v4 cannot be written/);
  });
});
