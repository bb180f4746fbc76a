import { PortreeveError } from '../model/index.ts';
import type { IpSet } from './ip-set.ts';
import { printCreate } from './ip-set-text.ts';
import type { Ruleset } from './ruleset.ts';
import { printedMember, settableMembers } from './set-members.ts';

/** Lines for `ipset restore -exist`, each with its line end, and what there is once all of them were run. */
export interface SetEdits {
  /** To be run before the rules: new sets and new members. */
  readonly before: readonly string[];
  /** To be run after the rules: sets that no rule names any more. */
  readonly after: readonly string[];
  readonly sets: readonly IpSet[];
}

export interface SetOwner {
  /** Whether the set is ours to change; sets that are being rebuilt are asked for by the name that they are for. */
  ownsSet(name: string): boolean;
}

/**
 * What makes the sets hold what is desired. Up to four changes of a set are single lines; more are a new set that is
 * filled and swapped with the old one, for a live set must never be empty (so does Neutron's agent). Sets of others
 * are not touched; sets of ours that are not desired are destroyed after the rules, but for those in `named`, which
 * rules of somebody else still use. Throws SET_TYPE_CHANGED if a set of the name holds something else.
 */
export function diffSets(
  observed: Iterable<IpSet>,
  desired: Iterable<IpSet>,
  owner: SetOwner,
  named: ReadonlySet<string> = new Set(),
): SetEdits {
  const old = new Map([...observed].map((set) => [set.name, set]));
  const before: string[] = [];
  const after: string[] = [];
  const sets = new Map([...desired].map((set) => [set.name, set]));
  for (const set of old.values()) {
    if (sets.has(set.name)) continue;
    if (isLeftover(set.name, owner) && !named.has(set.name)) {
      before.push(`destroy ${set.name}\n`);
    } else if (owner.ownsSet(set.name) && !named.has(set.name)) {
      after.push(`destroy ${set.name}\n`);
    } else {
      sets.set(set.name, set);
    }
  }
  for (const set of sets.values()) {
    const now = old.get(set.name);
    if (now !== set) pushAll(before, now === undefined ? creation(set, set.name) : changes(now, set));
  }
  return { before, after, sets: [...sets.values()] };
}

/** Names of the sets that rules use. */
export function setsNamedBy(ruleset: Ruleset): ReadonlySet<string> {
  const names = new Set<string>();
  for (const table of ruleset.tables.values()) {
    for (const chain of table.chains.values()) {
      for (const rule of chain.rules) {
        for (const match of rule.matches) if (match.kind === 'set') names.add(match.name);
      }
    }
  }
  return names;
}

/** From this many additions and removals together on, a set is rebuilt. */
const rebuildFrom = 5;

/** The program's own limit for a set that does not say one. */
const defaultMaxElements = 65_536;

function rebuiltName(name: string): string {
  return `${name}-n`;
}

/** A rebuild that was interrupted leaves its set behind; no rule ever names one. */
function isLeftover(name: string, owner: SetOwner): boolean {
  return name.endsWith('-n') && owner.ownsSet(name.slice(0, -2));
}

function changes(now: IpSet, set: IpSet): readonly string[] {
  if (now.type !== set.type || now.family !== set.family) {
    throw new PortreeveError(
      'SET_TYPE_CHANGED',
      { name: set.name, found: kindOf(now), wanted: kindOf(set) },
      { details: { name: set.name, found: kindOf(now), wanted: kindOf(set) } },
    );
  }
  const { added, removed } = now.members === set.members ? noChange : memberChanges(now.members, set.members);
  const limit = maxElements(now.options) ?? defaultMaxElements;
  if (added.length + removed.length < rebuildFrom && set.members.length <= limit) {
    return [
      ...removed.map((member) => `del ${set.name} ${member}\n`),
      ...added.map((member) => `add ${set.name} ${member}\n`),
    ];
  }
  const name = rebuiltName(set.name);
  return [...creation(set, name), `swap ${name} ${set.name}\n`, `destroy ${name}\n`];
}

const noChange = { added: [], removed: [] } as const;

/**
 * Members as they are written are compared first, and what both lists begin and end with is left aside: both sides
 * are nearly always as the program prints them, and one address more among 60,000 must not cost a reading of them all.
 */
function memberChanges(now: readonly string[], wanted: readonly string[]) {
  const shorter = Math.min(now.length, wanted.length);
  let head = 0;
  while (head < shorter && now[head] === wanted[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && now[now.length - 1 - tail] === wanted[wanted.length - 1 - tail]) tail += 1;

  const old = new Set(now.slice(head, now.length - tail));
  const next = new Set(wanted.slice(head, wanted.length - tail));
  const added = settableMembers([...next].filter((member) => !old.has(member)));
  const removed = new Set([...old].filter((member) => !next.has(member)).map(printedMember));
  for (const member of removed) if (added.delete(member)) removed.delete(member);
  // Few enough to be single lines: they must be right also if a member stands twice, or in two spellings.
  if (added.size + removed.size < rebuildFrom) {
    for (const member of added) if (now.includes(member)) added.delete(member);
    for (const member of removed) {
      if ([member, `${member}/32`, `${member}/128`].some((spelling) => wanted.includes(spelling)))
        removed.delete(member);
    }
  }
  return { added: [...added], removed: [...removed] };
}

/** A set that is made and filled. Its limit is written out, and high enough for its members. */
function creation(set: IpSet, name: string): readonly string[] {
  const members = settableMembers(set.members);
  const given = maxElements(set.options);
  let limit = given ?? defaultMaxElements;
  while (limit < members.size) limit *= 2;
  const options =
    limit === given || !set.type.startsWith('hash:')
      ? set.options
      : [...withoutMaxElements(set.options), 'maxelem', String(limit)];
  const lines = [`${printCreate({ ...set, name, options })}\n`];
  for (const member of members) lines.push(`add ${name} ${member}\n`);
  return lines;
}

function maxElements(options: readonly string[]): number | undefined {
  const at = options.indexOf('maxelem');
  const number = at < 0 ? Number.NaN : Number(options[at + 1]);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function withoutMaxElements(options: readonly string[]): readonly string[] {
  const at = options.indexOf('maxelem');
  return at < 0 ? options : options.toSpliced(at, 2);
}

function kindOf(set: IpSet): string {
  return set.family === null ? set.type : `${set.type} ${set.family}`;
}

/** Not by spreading: a large set has more lines than a call may have arguments. */
function pushAll(lines: string[], more: readonly string[]): void {
  for (const line of more) lines.push(line);
}
