import {
  type IpSet,
  type ListedSet,
  parseSetLines,
  parseSetList,
  parseSetXml,
  type Ruleset,
  setsNamedBy,
} from '../../netfilter/index.ts';
import { excerpt } from './finding.ts';
import { lineOf } from './read-rules.ts';
import type { Part, SplitText } from './split-text.ts';

/** A set that a text gives, or names without its members. */
export interface GivenSet {
  readonly set: IpSet;
  /** All members are there. */
  readonly isWhole: boolean;
  readonly line: number;
  readonly split: SplitText;
}

/** The sets of a part in any of the forms of ipset. What is odd is noted with the text. */
export function readSets(split: SplitText, part: Part): readonly GivenSet[] {
  if (part.kind === 'setSave') return readSaved(split, part);
  const { sets, odd } = part.kind === 'setXml' ? parseSetXml(part.lines) : parseSetList(part.lines);
  for (const place of part.places) if (split.clean.lines[place]?.trim() !== '') split.classes.set(place, 'set');
  for (const index of odd) {
    split.classes.set(part.places[index] ?? 0, 'odd');
    split.notes.addLine('line_unknown', lineOf(split, part, index), part.lines[index] ?? '');
  }
  return sets.map((listed) => checked(listed, split, part));
}

function readSaved(split: SplitText, part: Part): readonly GivenSet[] {
  const { sets, findings } = parseSetLines(part.lines);
  /** Sets that a line names which is not understood: it may be a member. */
  const broken = new Set<string>();
  for (const { code, line, text } of findings) {
    const at = lineOf(split, part, line - 1);
    if (code === 'line_unknown' || code === 'line_outside_table') {
      split.classes.set(part.places[line - 1] ?? 0, 'odd');
      split.notes.addLine('line_unknown', at, text);
      for (const word of text.split(' ')) broken.add(word);
    } else {
      split.notes.add({ code, line: at, values: { text: excerpt(text) } });
    }
  }
  const line = lineOf(split, part, 0);
  return sets.map((set) => ({ set, isWhole: !broken.has(set.name), line, split }));
}

/** A listing says how many members there are: with another number of them, some are missing. */
function checked({ set, line, hasMembers, entries }: ListedSet, split: SplitText, part: Part): GivenSet {
  const at = lineOf(split, part, line);
  const isCut = hasMembers && entries !== null && entries !== set.members.length;
  if (!hasMembers) split.notes.add({ code: 'set_without_members', line: at, values: { name: set.name } });
  if (isCut) {
    const values = { name: set.name, stated: entries, found: set.members.length };
    split.notes.add({ code: 'set_cut', line: at, values });
  }
  return { set, isWhole: hasMembers && !isCut, line: at, split };
}

/** The sets of all texts, once each. Two that differ under one name are both left out: nobody can say which is there. */
export function mergeSets(given: readonly GivenSet[]): {
  readonly sets: readonly IpSet[];
  readonly unknown: readonly string[];
} {
  const byName = new Map<string, GivenSet>();
  const unknown = new Set<string>();
  for (const one of given) {
    const { name } = one.set;
    const before = byName.get(name);
    if (before === undefined || (!before.isWhole && one.isWhole)) byName.set(name, one);
    else if (before.isWhole && one.isWhole && !sameSet(before.set, one.set)) {
      one.split.notes.add({ code: 'set_differs', line: one.line, values: { name, other: before.line } });
      unknown.add(name);
    }
  }
  for (const [name, { isWhole }] of byName) if (!isWhole) unknown.add(name);
  return {
    sets: [...byName.values()].flatMap(({ set }) => (unknown.has(set.name) ? [] : [set])),
    unknown: [...unknown],
  };
}

function sameSet(a: IpSet, b: IpSet): boolean {
  if (a.type !== b.type || a.family !== b.family || a.members.length !== b.members.length) return false;
  const element = (member: string) => member.replace(/ (?:timeout|packets|bytes) [0-9]+/g, '');
  const members = new Set(a.members.map(element));
  return b.members.every((member) => members.has(element(member)));
}

/** Sets that rules ask and no text gives with its members. */
export function missingSets(rulesets: readonly Ruleset[], sets: readonly IpSet[]): readonly string[] {
  const given = new Set(sets.map(({ name }) => name));
  const missing = new Set<string>();
  for (const ruleset of rulesets) for (const name of setsNamedBy(ruleset)) if (!given.has(name)) missing.add(name);
  return [...missing].sort();
}
