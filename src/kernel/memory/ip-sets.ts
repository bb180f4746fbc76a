import { cidrVersion, parseCidr } from '../../model/index.ts';
import { type IpSet, printedMember } from '../../netfilter/index.ts';

export interface SetsResult {
  /** With every line before the refused one done, as the program leaves it. */
  readonly sets: ReadonlyMap<string, IpSet>;
  readonly refused: { readonly lineNumber: number; readonly line: string; readonly reason: string } | null;
}

/**
 * What `ipset restore -exist` makes of a script, in the words of ipset 7.17. Knows hash:net and hash:ip; members are single
 * addresses or prefixes. `isUsed` tells whether a rule names a set.
 */
export function applySetScript(
  sets: ReadonlyMap<string, IpSet>,
  script: string,
  isUsed: (name: string) => boolean,
): SetsResult {
  const draft: Draft = new Map();
  for (const [name, set] of sets) draft.set(name, { ...set, members: new Set(set.members) });
  let refused: SetsResult['refused'] = null;
  for (const [index, line] of script.split('\n').entries()) {
    const words = line.split(/\s+/).filter((word) => word !== '');
    if (words.length === 0 || line.startsWith('#')) continue;
    const reason = applyLine(draft, words, isUsed);
    if (reason === undefined) continue;
    refused = { lineNumber: index + 1, line, reason };
    break;
  }
  return {
    sets: new Map([...draft].map(([name, set]) => [name, { ...set, members: [...set.members] }])),
    refused,
  };
}

type Draft = Map<string, Omit<IpSet, 'members'> & { readonly members: Set<string> }>;

const missing = 'The set with the given name does not exist';

/** Why the line is refused; undefined if it was done. */
function applyLine(sets: Draft, words: readonly string[], isUsed: (name: string) => boolean): string | undefined {
  const [command, name, ...rest] = words;
  if (command === 'create' || command === '-N' || command === 'n') {
    return name === undefined ? 'Missing mandatory argument to command create' : create(sets, name, rest);
  }
  if (command === 'destroy' && name === undefined) {
    if ([...sets.keys()].some(isUsed)) return 'Set cannot be destroyed: it is in use by a kernel component';
    sets.clear();
    return undefined;
  }
  if (command === undefined || !['add', 'del', 'swap', 'destroy', 'flush'].includes(command)) {
    return `No command specified: unknown argument ${command ?? ''}`;
  }
  const set = name === undefined ? undefined : sets.get(name);
  if (name === undefined || set === undefined) return missing;
  switch (command) {
    case 'add':
    case 'del':
      return changeMember(set, command, rest);
    case 'swap': {
      const [other = ''] = rest;
      const second = sets.get(other);
      if (second === undefined) return 'Sets cannot be swapped: the second set does not exist';
      if (set.type !== second.type || set.family !== second.family) {
        return 'The sets cannot be swapped: their type does not match';
      }
      // The names change places, not the contents: rules keep to the place in which a set was when they were made.
      sets.set(name, { ...second, name });
      sets.set(other, { ...set, name: other });
      return undefined;
    }
    case 'destroy':
      if (isUsed(name)) return 'Set cannot be destroyed: it is in use by a kernel component';
      sets.delete(name);
      return undefined;
    case 'flush':
      set.members.clear();
      return undefined;
  }
  return undefined;
}

const defaults = { hashsize: '1024', maxelem: '65536' };
const optionsWithValue = ['family', 'hashsize', 'maxelem', 'bucketsize', 'initval', 'timeout', 'netmask'];
const plainOptions = ['counters', 'comment', 'skbinfo', 'forceadd'];

function create(sets: Draft, name: string, words: readonly string[]): string | undefined {
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
      if (option !== 'family' && !/^(0x[0-9a-f]+|\d+)$/.test(value))
        return `Syntax error: '${value}' is invalid as number`;
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
  const existing = sets.get(name);
  if (existing === undefined) {
    sets.set(name, { name, type, family, options, members: new Set() });
    return undefined;
  }
  const isSame =
    existing.type === type &&
    existing.family === family &&
    ['maxelem', 'timeout'].every((option) => valueOf(existing.options, option) === valueOf(options, option));
  return isSame ? undefined : 'Set cannot be created: set with the same name already exists';
}

function changeMember(
  set: Omit<IpSet, 'members'> & { readonly members: Set<string> },
  command: 'add' | 'del',
  [text = '', ...rest]: readonly string[],
): string | undefined {
  const cidr = parseCidr(text);
  if (cidr === undefined) return `Syntax error: cannot parse ${text}`;
  if ((cidrVersion(cidr) === 4) !== (set.family === 'inet')) {
    return `Syntax error: cannot parse ${text}: ${set.family} is the family of the set`;
  }
  if (cidr.endsWith('/0')) return 'The value of the CIDR parameter of the IP address is invalid';
  if (set.type === 'hash:ip' && text.includes('/')) return `Syntax error: ${text} is no single address`;
  if (rest.some((word) => word !== 'nomatch')) return `Unknown argument: \`${rest[0]}'`;
  const member = [printedMember(text), ...rest].join(' ');
  if (command === 'del') {
    set.members.delete(member);
    return undefined;
  }
  if (!set.members.has(member) && set.members.size >= Number(valueOf(set.options, 'maxelem'))) {
    return 'Hash is full, cannot add more elements';
  }
  set.members.add(member);
  return undefined;
}

function valueOf(options: readonly string[], name: string): string | undefined {
  const at = options.indexOf(name);
  return at < 0 ? undefined : options[at + 1];
}
