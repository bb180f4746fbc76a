import { parseCidr } from '../model/index.ts';
import type { Refusal } from './apply-restore.ts';
import type { IpSet } from './ip-set.ts';
import { parseSets } from './ip-set-text.ts';
import { scriptLines } from './script-lines.ts';
import { printedMember, sortedMembers } from './set-members.ts';

export interface SetsRestored {
  /** With every line before the refused one. */
  readonly sets: readonly IpSet[];
  readonly refused: Refusal | null;
}

/**
 * What `ipset restore -exist` makes of a script: a pure model of the program and the kernel behind it. Unlike a table
 * of rules, sets are changed line by line; what stands before a refused line stays done. `named` are the sets that
 * rules use, which the kernel does not destroy.
 */
export function applySetRestore(
  sets: Iterable<IpSet>,
  script: Iterable<string>,
  named: ReadonlySet<string> = new Set(),
): SetsRestored {
  const drafts = new Map<string, Draft>();
  for (const set of sets) drafts.set(set.name, { from: set, members: undefined });
  let number = 0;
  for (const text of scriptLines(script)) {
    number += 1;
    const line = text.trim();
    if (line === '' || line.startsWith('#') || line === 'COMMIT') continue;
    const reason = run(drafts, line, named);
    if (reason !== undefined) return { sets: finish(drafts), refused: { line: number, text, reason } };
  }
  return { sets: finish(drafts), refused: null };
}

/** Members are copied when they are first changed. */
interface Draft {
  readonly from: IpSet;
  members: Set<string> | undefined;
}

function finish(drafts: ReadonlyMap<string, Draft>): readonly IpSet[] {
  return [...drafts].map(([name, { from, members }]) =>
    members === undefined && from.name === name
      ? from
      : { ...from, name, members: members === undefined ? from.members : sortedMembers(members) },
  );
}

function run(drafts: Map<string, Draft>, line: string, named: ReadonlySet<string>): string | undefined {
  const [command, name = '', ...rest] = line.split(' ').filter((word) => word !== '');
  if (name === '') return 'Unknown argument or missing set name';
  if (command === 'create') return create(drafts, line, name);
  const draft = drafts.get(name);
  if (draft === undefined) return 'The set with the given name does not exist';
  const [first = ''] = rest;
  switch (command) {
    case 'add':
    case 'del':
      return change(draft, command, rest);
    case 'flush':
      draft.members = new Set();
      return undefined;
    case 'destroy':
      if (named.has(name)) return 'Set cannot be destroyed: it is in use by a kernel component';
      drafts.delete(name);
      return undefined;
    case 'swap':
    case 'rename':
      return command === 'swap' ? swap(drafts, name, first) : rename(drafts, name, first, named);
    default:
      return `Unknown command: ${command ?? ''}`;
  }
}

/** Options in which two sets may differ and still be the same to `-exist`. */
const sizeOptions: ReadonlySet<string> = new Set(['hashsize', 'bucketsize', 'initval']);

function create(drafts: Map<string, Draft>, line: string, name: string): string | undefined {
  const [set] = parseSets(line).sets;
  if (set === undefined) return 'Missing set type';
  if (!setTypes.has(set.type)) return `Syntax error: unknown settype ${set.type}`;
  if (name.length > 31) return 'setname is longer than 31 characters';
  const old = drafts.get(name)?.from;
  if (old !== undefined) {
    return sameKind(old, set) ? undefined : 'Set cannot be created: set with the same name already exists';
  }
  drafts.set(name, { from: set, members: new Set() });
  return undefined;
}

/** Of ipset 7.17. */
const setTypes: ReadonlySet<string> = new Set(
  (
    'hash:net hash:ip hash:mac hash:ip,mac hash:ip,mark hash:ip,port hash:ip,port,ip hash:ip,port,net hash:net,net ' +
    'hash:net,port hash:net,port,net hash:net,iface bitmap:ip bitmap:ip,mac bitmap:port list:set'
  ).split(' '),
);

function sameKind(a: IpSet, b: IpSet): boolean {
  return a.type === b.type && a.family === b.family && kindOptions(a) === kindOptions(b);
}

function kindOptions(set: IpSet): string {
  const kept: string[] = [];
  for (let at = 0; at < set.options.length; at += 1) {
    const option = set.options[at] ?? '';
    if (sizeOptions.has(option)) at += 1;
    else kept.push(option);
  }
  // What a set that says nothing gets.
  return (kept.includes('maxelem') ? kept : ['maxelem', '65536', ...kept]).join(' ');
}

function change(draft: Draft, command: 'add' | 'del', words: readonly string[]): string | undefined {
  const [written] = words;
  if (written === undefined) return 'Missing member';
  const isPrefix = parseCidr(written) !== undefined;
  if (isPrefixed(draft.from) && !isPrefix) return `Syntax error: cannot parse ${written}`;
  const member = [printedMember(written), ...words.slice(1)].join(' ');
  if (isPrefixed(draft.from) && member.endsWith('/0'))
    return 'The value of the CIDR parameter of the IP address is invalid';
  if (isPrefixed(draft.from) && member.includes(':') !== (draft.from.family === 'inet6')) {
    return `Syntax error: cannot parse ${written}: resolving to address family failed`;
  }
  draft.members ??= new Set(draft.from.members);
  if (command === 'del') {
    draft.members.delete(member);
    return undefined;
  }
  const limit = Number(draft.from.options[draft.from.options.indexOf('maxelem') + 1] ?? 65_536);
  if (draft.members.size >= (draft.from.options.includes('maxelem') ? limit : 65_536) && !draft.members.has(member)) {
    return 'Hash is full, cannot add more elements';
  }
  draft.members.add(member);
  return undefined;
}

function isPrefixed(set: IpSet): boolean {
  return set.type === 'hash:net' || set.type === 'hash:ip';
}

function swap(drafts: Map<string, Draft>, name: string, other: string): string | undefined {
  const one = drafts.get(name);
  const two = drafts.get(other);
  if (one === undefined || two === undefined) return 'Sets cannot be swapped: the second set does not exist';
  if (one.from.type !== two.from.type || one.from.family !== two.from.family) {
    return 'The sets cannot be swapped: their type does not match';
  }
  drafts.set(name, two);
  drafts.set(other, one);
  return undefined;
}

function rename(drafts: Map<string, Draft>, name: string, to: string, named: ReadonlySet<string>): string | undefined {
  const draft = drafts.get(name);
  if (draft === undefined || to === '') return 'The set with the given name does not exist';
  if (drafts.has(to)) return 'Set cannot be renamed: a set with the new name already exists';
  if (named.has(name)) return 'Set cannot be renamed: it is in use by another system';
  drafts.delete(name);
  drafts.set(to, draft);
  return undefined;
}
