import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluate, indexSets, rulesMet } from '../../../src/explain/index.ts';
import { parseSave, parseSets } from '../../../src/netfilter/index.ts';
import { type Recording, connectionOf, packetOf, verdicts } from './recording.ts';

const folder = new URL('./', import.meta.url);
const recordings = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, recording: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Recording }));

describe('the evaluator does what a real kernel was seen to do', () => {
  test('with all recordings at hand', () => {
    expect(recordings.length).toBe(39);
    expect(recordings.flatMap(({ recording }) => recording.cases).length).toBe(356);
  });

  describe.each(recordings)('$name', ({ recording }) => {
    const parsed = parseSave(recording.ruleset, recording.family);
    const sets = indexSets(parseSets(recording.ipset).sets);

    test('the dump is read without a finding', () => expect(parsed.findings).toEqual([]));

    test.each(recording.cases.map((one) => ({ ...one, title: `${one.id} ${one.name ?? ''}` })))(
      '$title',
      (recorded) => {
        const trace = evaluate(parsed.ruleset, sets, packetOf(recorded.packet), {
          connections: recorded.conntrack.map(connectionOf),
        });
        expect({
          verdict: trace.verdict,
          path: rulesMet(trace),
          unknowns: trace.unknowns,
          obstacles: trace.obstacles,
        }).toEqual({ verdict: verdicts[recorded.verdict], path: recorded.path, unknowns: [], obstacles: [] });
        // Null also stands for a state that could not be seen.
        if (recorded.ctstate !== null) expect(trace.ctState).toBe(recorded.ctstate);
      },
    );
  });
});
