import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluate, indexSets, type ReadHints, readHost, type Verdict } from '../../../src/explain/index.ts';
import { type Recording, connectionOf, packetOf, verdicts } from '../trace/recording.ts';

// What a listing of the article's host says of packets that were sent through the kernel that had those rules.

const golden = new URL('../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, golden), 'utf8');
const recording = (backend: string): Recording => JSON.parse(read(`trace/article-${backend}.json`));

/** Verdict of each recorded packet, with what the kernel did. */
function verdictsUnder(
  backend: string,
  form: string,
  hints: ReadHints,
  sets: boolean,
): [Verdict, Verdict | undefined][] {
  const { ruleset, cases } = recording(backend);
  // Zones of conntrack are in the raw table, which a listing of the filter table does not show.
  const raw = /^\*raw$[\s\S]*?^COMMIT$/m.exec(ruleset)?.[0] ?? '';
  const texts = [
    read(`listing/article.${backend}.${form}`),
    raw,
    ...(sets ? [read('listing/article.ipset.list')] : []),
  ];
  const host = readHost(
    texts.map((text) => ({ text })),
    hints,
  );
  const [rules] = host.rulesets;
  expect([host.rulesets.length, [...(rules?.ruleset.tables.keys() ?? [])]]).toEqual([1, ['raw', 'filter']]);
  const index = indexSets(host.sets);
  return cases.map((each) => {
    const connections = each.conntrack.map(connectionOf);
    const verdict =
      rules && evaluate(rules.ruleset, index, packetOf(each.packet), { connections, steps: false }).verdict;
    return [verdicts[each.verdict], verdict];
  });
}

describe.each(['legacy', 'nft'])('%s', (backend) => {
  test.each<[string, ReadHints]>([
    ['L-n-v', {}],
    ['L-n-v-x-linenumbers', {}],
    ['S', {}],
    ['L-n', { assumeNoInterfaces: true }],
  ])('%s: what the kernel did', (form, hints) => {
    const answers = verdictsUnder(backend, form, hints, true);
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.map(([, said]) => said)).toEqual(answers.map(([done]) => done));
  });

  test.each<[string, boolean]>([
    ['L-n', true],
    ['L', true],
    ['L-n-v', false],
  ])('%s, sets given: %s. What is not told makes answers unknown, and none wrong', (form, sets) => {
    const answers = verdictsUnder(backend, form, {}, sets);
    expect(answers.filter(([done, said]) => said !== done && said !== 'unknown')).toEqual([]);
    expect(answers.filter(([, said]) => said === 'unknown').length).toBeGreaterThan(0);
  });
});
