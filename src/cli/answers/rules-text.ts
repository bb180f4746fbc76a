import { type DumpedHost } from '../../ask/index.ts';
import type { DifferentRules } from '../../explain/index.ts';
import type { Family, IpSet } from '../../netfilter/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';
import type { Compared } from './compare-hosts.ts';
import { ruleText } from './rule-place.ts';

const mostRules = 30;

/** Rules that are written differently, as a difference of texts: gone ones, then new ones, chain by chain. */
export function differentRulesText(
  { before, after }: DifferentRules,
  family: Family,
  [first, second]: readonly [DumpedHost, DumpedHost],
  { say, output }: Context,
  all: boolean,
): readonly string[] {
  const count = before.length + after.length;
  if (count === 0) return [`    ${say('questions.rulesSame')}`];
  const line = (sign: string, host: DumpedHost, ref: DifferentRules['before'][number]) => {
    const place = ref.table === 'filter' ? ref.chain : `${ref.table} ${ref.chain}`;
    return { place, text: `${sign} ${clean(`${place} ${ref.rule}  ${ruleText(host, family, ref)}`)}`, sign };
  };
  const lines = [...before.map((ref) => line('-', first, ref)), ...after.map((ref) => line('+', second, ref))].sort(
    (a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0),
  );
  const shown = all ? lines : lines.slice(0, mostRules);
  const hidden = lines.length - shown.length;
  return [
    `    ${say('questions.rulesDiffer', { count })}`,
    ...shown.map(({ text, sign }) => `    ${sign === '+' ? output.paint.good(text) : output.paint.bad(text)}`),
    ...(hidden > 0 ? [`    ${output.paint.muted(say('questions.moreOf', { count: hidden }))}`] : []),
  ];
}

/** A set whose members differ, or that only one host has. */
export interface SetChange {
  readonly set: string;
  readonly added: number;
  readonly removed: number;
}

export function setChanges({ hosts: [before, after] }: Compared): readonly SetChange[] {
  const members = (sets: readonly IpSet[]) => new Map(sets.map((set) => [set.name, new Set(set.members)]));
  const [first, second] = [members(before.read.sets), members(after.read.sets)];
  return [...new Set([...first.keys(), ...second.keys()])].flatMap((set) => {
    const [was, is] = [first.get(set) ?? new Set(), second.get(set) ?? new Set()];
    const added = [...is].filter((member) => !was.has(member)).length;
    const removed = [...was].filter((member) => !is.has(member)).length;
    return added + removed === 0 ? [] : [{ set, added, removed }];
  });
}
