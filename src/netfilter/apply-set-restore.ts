import { cidrVersion, parseCidr } from '../model/index.ts';
import type { Refusal } from './apply-restore.ts';
import type { IpSet } from './ip-set.ts';
import { scriptLines } from './script-lines.ts';
import { printedMember } from './set-members.ts';

export interface SetsRestored {
  /** With every line before the refused one. */
  readonly sets: readonly IpSet[];
  readonly refused: Refusal | null;
}

/**
 * What `ipset restore -exist` makes of a script, in the words of ipset 7.17: a pure model of the program and the kernel
 * behind it. Unlike a table of rules, sets are changed line by line; what stands before a refused line stays done.
 * Knows the types hash:net and hash:ip. `named` are the sets that rules use, which the kernel does not destroy.
 */
export function applySetRestore(
  sets: Iterable<IpSet>,
  script: Iterable<string>,
  named: ReadonlySet<string> = new Set(),
): SetsRestored {
  const drafts = new Map<string, Draft>();
  for (const set of sets) drafts.set(set.name, { from: set, members: undefined });
  let refused: Refusal | null = null;
  let number = 0;
  for (const line of scriptLines(script)) {
    number += 1;
    const words = line.split(/\s+/).filter((word) => word !== '');
    if (words.length === 0 || line.startsWith('#')) continue;
    const reason = applyLine(drafts, words, named);
    if (reason === undefined) continue;
    refused = { line: number, text: line, reason };
    break;
  }
  return { sets: [...drafts.values()].map(finish), refused };
}

/** Members are copied when they are first changed. */
interface Draft {
  readonly from: IpSet;
  members: Set<string> | undefined;
}

function finish({ from, members }: Draft): IpSet {
  return members === undefined ? from : { ...from, members: [...members] };
}

type Drafts = Map<string, Draft>;

/** Why the line is refused; undefined if it was done. So for all commands below. */
function applyLine(drafts: Drafts, words: readonly string[], named: ReadonlySet<string>): string | undefined {
  const [command = '', name, ...rest] = words;
  if (command === 'create' || command === '-N' || command === 'n') {
    return name === undefined ? 'Missing mandatory argument to command create' : create(drafts, name, rest);
  }
  if (!['add', 'del', 'swap', 'destroy', 'flush'].includes(command)) {
    return `No command specified: unknown argument ${command}`;
  }
  if (command === 'destroy' && name === undefined) {
    if ([...drafts.keys()].some((each) => named.has(each))) return inUse;
    drafts.clear();
    return undefined;
  }
  const draft = name === undefined ? undefined : drafts.get(name);
  if (name === undefined || draft === undefined) return 'The set with the given name does not exist';
  switch (command) {
    case 'add':
    case 'del':
      return changeMember(draft, command, rest);
    case 'swap':
      return swap(drafts, name, rest[0] ?? '');
    case 'destroy':
      if (named.has(name)) return inUse;
      drafts.delete(name);
      return undefined;
    default:
      draft.members = new Set();
      return undefined;
  }
}

const inUse = 'Set cannot be destroyed: it is in use by a kernel component';

const defaults = { hashsize: '1024', maxelem: '65536' };
const optionsWithValue = ['family', 'hashsize', 'maxelem', 'bucketsize', 'initval', 'timeout', 'netmask'];
const plainOptions = ['counters', 'comment', 'skbinfo', 'forceadd'];

function create(drafts: Drafts, name: string, words: readonly string[]): string | undefined {
  if (name.length > 31) return `Syntax error: setname '${name}' is longer than 31 characters`;
  const [type = '', ...rest] = words;
  if (type !== 'hash:net' && type !== 'hash:ip') return `Syntax error: typename '${type}' is unknown`;
  const given = new Map<string, string>();
  for (let at = 0; at < rest.length; at += 1) {
    const option = rest[at] ?? '';
    if (plainOptions.includes(option)) {
      given.set(option, '');
    } else if (optionsWithValue.includes(option)) {
      at += 1;
      const value = rest[at];
      if (value === undefined) return `Missing mandatory argument of option ${option}`;
      if (option !== 'family' && !/^(0x[0-9a-f]+|\d+)$/.test(value)) {
        return `Syntax error: '${value}' is invalid as number`;
      }
      given.set(option, value);
    } else {
      return `Unknown argument: \`${option}'`;
    }
  }
  const family = given.get('family') ?? 'inet';
  if (family !== 'inet' && family !== 'inet6') return 'Syntax error: unknown INET family';
  given.delete('family');
  const options = Object.entries({ ...defaults, ...Object.fromEntries(given) }).flatMap(([option, value]) =>
    value === '' ? [option] : [option, value],
  );
  const existing = drafts.get(name)?.from;
  if (existing === undefined) {
    drafts.set(name, { from: { name, type, family, options, members: [] }, members: new Set() });
    return undefined;
  }
  const isSame =
    existing.type === type &&
    existing.family === family &&
    ['maxelem', 'timeout'].every((option) => valueOf(existing.options, option) === valueOf(options, option));
  return isSame ? undefined : 'Set cannot be created: set with the same name already exists';
}

function changeMember(
  draft: Draft,
  command: 'add' | 'del',
  [text = '', ...rest]: readonly string[],
): string | undefined {
  const { type, family, options } = draft.from;
  const cidr = parseCidr(text);
  if (cidr === undefined) return `Syntax error: cannot parse ${text}`;
  if ((cidrVersion(cidr) === 4) !== (family === 'inet')) {
    return `Syntax error: cannot parse ${text}: ${family} is the family of the set`;
  }
  if (cidr.endsWith('/0')) return 'The value of the CIDR parameter of the IP address is invalid';
  if (type === 'hash:ip' && text.includes('/')) return `Syntax error: ${text} is no single address`;
  if (rest.some((word) => word !== 'nomatch')) return `Unknown argument: \`${rest[0]}'`;
  const member = [printedMember(text), ...rest].join(' ');
  draft.members ??= new Set(draft.from.members);
  if (command === 'del') {
    draft.members.delete(member);
    return undefined;
  }
  if (!draft.members.has(member) && draft.members.size >= Number(valueOf(options, 'maxelem'))) {
    return 'Hash is full, cannot add more elements';
  }
  draft.members.add(member);
  return undefined;
}

/** The names change places, not the contents: rules keep to the place in which a set was when they were made. */
function swap(drafts: Drafts, name: string, other: string): string | undefined {
  const one = drafts.get(name);
  const two = drafts.get(other);
  if (one === undefined || two === undefined) return 'Sets cannot be swapped: the second set does not exist';
  if (one.from.type !== two.from.type || one.from.family !== two.from.family) {
    return 'The sets cannot be swapped: their type does not match';
  }
  drafts.set(name, { ...two, from: { ...two.from, name } });
  drafts.set(other, { ...one, from: { ...one.from, name: other } });
  return undefined;
}

/** What the option is, given or by default. */
function valueOf(options: readonly string[], name: string): string | undefined {
  const at = options.indexOf(name);
  if (at >= 0) return options[at + 1];
  return name === 'maxelem' ? defaults.maxelem : undefined;
}
