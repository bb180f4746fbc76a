import type { Finding, FindingCode } from './finding.ts';
import type { IpSet } from './ip-set.ts';

export interface ParsedSets {
  readonly sets: readonly IpSet[];
  readonly findings: readonly Finding[];
}

/** The sets in the text of `ipset save`, in its order. Never throws; an odd line is a finding. */
export function parseSets(text: string): ParsedSets {
  return parseSetLines(text.split('\n'));
}

/** The same of a text that is cut into its lines. */
export function parseSetLines(lines: readonly string[]): ParsedSets {
  const findings: Finding[] = [];
  const sets = new Map<string, Omit<IpSet, 'members'> & { readonly members: string[] }>();
  for (let index = 0; index < lines.length; index += 1) {
    const line = (lines[index] ?? '').trim();
    if (line === '' || line.startsWith('#')) continue;
    const note = (code: FindingCode) => findings.push({ code, line: index + 1, text: line });
    if (line.startsWith('add ')) {
      const space = line.indexOf(' ', 4);
      const set = sets.get(space < 0 ? line.slice(4) : line.slice(4, space));
      if (space < 0) note('line_unknown');
      else if (set === undefined) note('set_undeclared');
      else set.members.push(line.slice(space + 1));
    } else if (line.startsWith('create ')) {
      const set = parseCreate(line);
      if (set === undefined) note('line_unknown');
      else if (sets.has(set.name)) note('set_twice');
      else sets.set(set.name, { ...set, members: [] });
    } else {
      note('line_unknown');
    }
  }
  return { sets: [...sets.values()], findings };
}

/** The text of `ipset save`. */
export function printSets(sets: Iterable<IpSet>): string {
  const lines: string[] = [];
  for (const set of sets) {
    lines.push(printCreate(set));
    for (const member of set.members) lines.push(`add ${set.name} ${member}`);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** `create NAME TYPE family F OPTIONS` */
export function printCreate(set: Omit<IpSet, 'members'>): string {
  const family = set.family === null ? [] : ['family', set.family];
  return ['create', set.name, set.type, ...family, ...set.options].join(' ');
}

function parseCreate(line: string): Omit<IpSet, 'members'> | undefined {
  const [, name, type, ...options] = line.split(' ').filter((word) => word !== '');
  if (name === undefined || type === undefined) return undefined;
  return { name, type, ...familyAndOptions(options) };
}

/** The words of a create line or a header. `ipset save` writes the family first; people write it anywhere. */
export function familyAndOptions(words: readonly string[]): Pick<IpSet, 'family' | 'options'> {
  const at = words.indexOf('family');
  const family = at < 0 ? undefined : words[at + 1];
  if (family !== 'inet' && family !== 'inet6') return { family: null, options: words };
  return { family, options: words.toSpliced(at, 2) };
}
