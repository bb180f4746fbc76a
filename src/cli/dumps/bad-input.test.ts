import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import diff from '../verbs/diff.ts';
import equivalent from '../verbs/equivalent.ts';
import explain from '../verbs/explain.ts';
import matrix from '../verbs/matrix.ts';
import reach from '../verbs/reach.ts';
import search from '../verbs/search.ts';
import shadowed from '../verbs/shadowed.ts';
import spoof from '../verbs/spoof.ts';
import trace from '../verbs/trace.ts';
import { type Ran, runIn, tableOf } from '../world.suite.ts';

const scratch = mkdtempSync(join(tmpdir(), 'portreeve-bad-input-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const golden = (path: string) => readFileSync(new URL(`../../../test/golden/${path}`, import.meta.url), 'utf8');
const article = golden('listing/article.legacy.save') + golden('listing/article.ipset.save');
const packet = '{"family":"ipv4","path":"routed","src":"10.0.0.1","dst":"10.0.0.2","proto":"tcp","sport":1,"dport":22}';

const table = tableOf(diff, equivalent, explain, matrix, reach, search, shadowed, spoof, trace);

/** Every verb that reads dumps, as it is called for one file. */
const verbs: readonly (readonly [verb: string, argv: (file: string) => readonly string[]])[] = [
  ['explain', (file) => ['explain', file]],
  ['explain --json', (file) => ['explain', file, '--json']],
  ['explain --to', (file) => ['explain', file, '--to', '172.16.15.31', 'tcp/22']],
  ['reach', (file) => ['reach', file, 'tcp/22']],
  ['shadowed', (file) => ['shadowed', file]],
  ['matrix', (file) => ['matrix', file, 'tcp/22']],
  ['spoof', (file) => ['spoof', file]],
  ['search', (file) => ['search', file, '--verdict', 'drop', 'tcp/22']],
  ['diff', (file) => ['diff', file, file]],
  ['equivalent', (file) => ['equivalent', file, file]],
  ['trace --ruleset', (file) => ['trace', '--ruleset', file, '--packet', packet]],
  ['trace --from-host', (file) => ['trace', '10.0.0.1', '172.16.15.31', 'tcp/22', '--from-host', file]],
];

/** Nothing was thrown that no words are for, and a result is never beside an error. */
function expectWords({ code, out, err }: Ran): void {
  expect(err).not.toContain('INTERNAL');
  expect([0, 2, 3, 10, 11, 12]).toContain(code);
  expect(out + err).not.toBe('');
  if (/^Error /m.test(err)) expect(out).toBe('');
}

const loop = `*filter
:INPUT ACCEPT [0:0]
:a - [0:0]
:b - [0:0]
-A INPUT -j a
-A a -j b
-A b -j a
COMMIT
`;
const unknownTable = '*broute\n:BROUTING ACCEPT [0:0]\n:mine - [0:0]\n-A BROUTING -p tcp -j mine\nCOMMIT\n';
const binary = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 167 + 13) % 256));

describe.each(verbs)('%s of a text that is not as it should be', (_, argv) => {
  const run = (text: string | Buffer) => {
    const file = join(scratch, 'input');
    writeFileSync(file, text);
    return runIn(table, argv(file));
  };

  test('empty: an error', async () => {
    expect(await run('')).toEqual({ code: 2, out: '', err: expect.stringMatching(/^Error NOTHING_READ: /) });
  });

  test('binary: an error', async () => {
    expect(await run(binary)).toEqual({ code: 2, out: '', err: expect.stringMatching(/^Error NOT_TEXT: /) });
  });

  test('words that are no dump: an error', async () => {
    const ran = await run('Dear Sir or Madam,\nplease find attached my firewall.\n');
    expect(ran).toEqual({ code: 2, out: '', err: expect.stringMatching(/^Error NOTHING_READ: /) });
  });

  test('cut off: what is there is answered, and that it is cut off is said', async () => {
    const ran = await run(article.slice(0, 2500));
    expectWords(ran);
    expect(ran.err).toContain('has no COMMIT: the dump is cut off');
    // What passes by half of the rules is not sure to pass.
    expect(ran.out).not.toMatch(/^ALLOWED/m);
  });

  test('a table that no kernel part of iptables has', async () => {
    expectWords(await run(unknownTable));
  });

  test('chains that lead in a circle, which no kernel loads', async () => {
    expectWords(await run(loop));
  });
});

test('50 MB of noise are an error within seconds', async () => {
  const file = join(scratch, 'noise');
  const line = 'q7Yt0 zP-x2 :A* -B COM create ... 0123456789abcdef 0123456789abcdef 0123456789\n';
  writeFileSync(file, line.repeat(Math.ceil(50_000_000 / line.length)));
  const started = process.cpuUsage();
  const { code, err } = await runIn(table, ['explain', file]);
  const { user, system } = process.cpuUsage(started);
  expect([code, err.slice(0, 18)]).toEqual([2, 'Error NOTHING_READ']);
  expect((user + system) / 1e6).toBeLessThan(15);
}, 60_000);

const dumps = [
  article,
  golden('listing/article.legacy.L'),
  golden('listing/every-match.legacy.save'),
  golden('dumps/calico/felix/fv/iptables-dump.txt'),
  golden('firewall/07-dual-stack-port/iptables.v6'),
];

/** A real dump with lines lost, doubled, swapped or with characters changed. */
const mutated = fc
  .record({
    dump: fc.constantFrom(...dumps),
    edits: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        what: fc.constantFrom('drop', 'double', 'swap', 'break', 'letter'),
        letter: fc.constantFrom('"', '\\', '!', '-', ' ', '/', ':', '\u0000', '中', '9'),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ dump, edits }) => {
    const lines = dump.split('\n');
    for (const { at, what, letter } of edits) {
      const index = Math.floor(at * lines.length);
      const line = lines[index] ?? '';
      const middle = Math.floor(at * 7919) % Math.max(1, line.length);
      if (what === 'drop') lines.splice(index, 1);
      else if (what === 'double') lines.splice(index, 0, line);
      else if (what === 'swap') lines.splice(index, 2, lines[index + 1] ?? '', line);
      else if (what === 'break') lines[index] = `${line.slice(0, middle)}\n${line.slice(middle)}`;
      else lines[index] = line.slice(0, middle) + letter + line.slice(middle + 1);
    }
    return lines.join('\n');
  });

test('real dumps with faults in them are answered, or refused in words', async () => {
  const file = join(scratch, 'mutated');
  await fc.assert(
    fc.asyncProperty(mutated, fc.constantFrom(...verbs), async (text, [, argv]) => {
      writeFileSync(file, text);
      expectWords(await runIn(table, argv(file)));
    }),
    { numRuns: 150 },
  );
}, 120_000);
