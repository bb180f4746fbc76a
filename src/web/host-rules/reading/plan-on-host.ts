import { type SetChange, compareSets, everything, plannedRules, rulesOfDump } from '../../../ask/index.ts';
import type { CompiledHost } from '../../../compiler/index.ts';
import { mapHost } from '../../../explain/index.ts';
import type { HostState } from '../../../model/index.ts';
import type { Family } from '../../../netfilter/index.ts';
import { parsePlannedHost } from '../../../wire/index.ts';
import type { Asks, NamesById } from './asks.ts';
import { type Change, type CompareSummary, type RuleLine, compareMoments } from './compare-moments.ts';
import { type ReadMoment, compiledMoment } from './read-moment.ts';
import type { Why } from './why.ts';

/** What a plan would add to a host and take away there. */
export interface PlanOnHost {
  readonly profile: string;
  /** The host's agent does not answer: the profile is the newest one, whatever the host has. */
  readonly isGuessed: boolean;
  readonly summary: CompareSummary & { readonly membersAdded: number; readonly membersRemoved: number };
  /** Chains and sets of which something changes. */
  readonly blocks: readonly PlanBlock[];
  /** Lines, and blocks without one, that are not among them: there would be too many to read. */
  readonly leftOff: number;
}

export type PlanBlock = {
  readonly id: string;
  /** `changed`: it is there before and after. */
  readonly change: Change;
  readonly lines: readonly PlanLine[];
} & (
  | { readonly kind: 'chain'; readonly family: Family; readonly table: string; readonly chain: string }
  /** `group`: name of whose members it holds; null: nobody knows. */
  | { readonly kind: 'set'; readonly name: string; readonly group: string | null }
);

export interface PlanLine {
  readonly sign: '+' | '-';
  readonly text: string;
  /** Of rules; null: nothing is known. */
  readonly why: Why | null;
}

/** More are nobody's to read; the command line prints them all. */
const mostLines = 400;

export async function planOnHost({
  planned,
  at,
  groups,
  language,
}: Asks['plan']['ask']): Promise<Asks['plan']['answer']> {
  const states = parsePlannedHost(planned);
  const observed = at.kind === 'dump' ? rulesOfDump(at.dump) : undefined;
  const { profile, before, after } = await plannedRules(states, observed, undefined);
  const [old, now] = [momentOf(states.before, before), momentOf(states.after, after)];
  // A group that the plan makes has no name elsewhere yet.
  const names = { ...namesOf(states.before), ...groups, ...namesOf(states.after) };
  const families = (['ipv4', 'ipv6'] as const).map((family) => {
    const options = { family, isForwardOnly: false, isChangedOnly: true, groups: names, language };
    return { family, ...compareMoments(old, now, options) };
  });
  const sets = compareSets(old.rules.sets, now.rules.sets, everything);
  const total = (figure: keyof CompareSummary) => families.reduce((sum, { summary }) => sum + summary[figure], 0);
  const members = (which: 'added' | 'removed') => sets.reduce((sum, set) => sum + set[which].length, 0);
  const whose = (name: string) => {
    const group = (now.map.set(name) ?? old.map.set(name))?.group;
    return group === undefined ? null : (names[group] ?? null);
  };
  const all = [
    ...families.flatMap(({ family, rows }) => chainBlocks(family, rows)),
    ...sets.map((set) => setBlock(set, whose(set.name))),
  ];
  return {
    profile,
    isGuessed: observed === undefined,
    summary: {
      chainsAdded: total('chainsAdded'),
      chainsRemoved: total('chainsRemoved'),
      rulesAdded: total('rulesAdded'),
      rulesRemoved: total('rulesRemoved'),
      membersAdded: members('added'),
      membersRemoved: members('removed'),
    },
    ...firstOf(all),
  };
}

function momentOf(state: HostState, compiled: CompiledHost): ReadMoment {
  return compiledMoment(compiled, mapHost(compiled.rulesets, { state, ...compiled }), '');
}

function namesOf({ groups, addressGroups }: HostState): NamesById {
  return Object.fromEntries([...groups.values(), ...addressGroups.values()].map(({ id, name }) => [id, name]));
}

function chainBlocks(family: Family, rows: ReturnType<typeof compareMoments>['rows']): readonly PlanBlock[] {
  const blocks: (PlanBlock & { readonly lines: PlanLine[] })[] = [];
  for (const row of rows) {
    if (row.kind === 'chain') {
      const { table, chain, change } = row;
      blocks.push({ kind: 'chain', id: `${family} ${row.id}`, family, table, chain, change, lines: [] });
    } else {
      if (row.before !== null) blocks.at(-1)?.lines.push(lineOf('-', row.before));
      if (row.after !== null) blocks.at(-1)?.lines.push(lineOf('+', row.after));
    }
  }
  return blocks;
}

function lineOf(sign: PlanLine['sign'], { text, why }: RuleLine): PlanLine {
  return { sign, text, why };
}

function setBlock({ name, kind, removed, added }: SetChange, group: string | null): PlanBlock {
  const lines = (sign: PlanLine['sign'], members: readonly string[]) =>
    members.map((text): PlanLine => ({ sign, text, why: null }));
  return {
    kind: 'set',
    id: `ipset ${name}`,
    name,
    group,
    change: kind,
    lines: [...lines('-', removed), ...lines('+', added)],
  };
}

/** As many as can be read: a block without lines counts as one. */
function firstOf(all: readonly PlanBlock[]): Pick<PlanOnHost, 'blocks' | 'leftOff'> {
  const blocks: PlanBlock[] = [];
  let left = mostLines;
  let leftOff = 0;
  for (const block of all) {
    const size = Math.max(1, block.lines.length);
    if (left > 0) blocks.push({ ...block, lines: block.lines.slice(0, left) });
    leftOff += Math.max(0, size - left);
    left = Math.max(0, left - size);
  }
  return { blocks, leftOff };
}
