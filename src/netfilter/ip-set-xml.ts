import type { ListedSet, ListedSets } from './ip-set-list.ts';
import { familyAndOptions } from './ip-set-text.ts';

/**
 * The sets in the text of `ipset list -o xml`. Only the very form that ipset 7 writes is read, element by element: one
 * line is one member or one or more words of the header. The program escapes nothing in comments, so they are cut at
 * their quotes. Never throws; a line of another form is told as odd.
 */
export function parseSetXml(lines: readonly string[]): ListedSets {
  const drafts: Draft[] = [];
  const odd: number[] = [];
  let draft: Draft | undefined;
  for (const [index, text] of lines.entries()) {
    const line = text.trim();
    if (line === '' || line === '<ipsets>' || line === '</ipsets>') continue;
    const name = /^<ipset name="([^"]*)">$/.exec(line)?.[1];
    if (name !== undefined) {
      draft = { name, line: index, type: '', words: [], entries: null, members: null, isOpen: true };
      drafts.push(draft);
    } else if (draft === undefined || !takeLine(draft, line)) {
      odd.push(index);
    } else if (!draft.isOpen) {
      draft = undefined;
    }
  }
  return { sets: drafts.map(finish), odd };
}

interface Draft {
  readonly name: string;
  readonly line: number;
  type: string;
  words: string[];
  entries: number | null;
  members: string[] | null;
  isOpen: boolean;
}

/** False: the line is of no known form. */
function takeLine(draft: Draft, line: string): boolean {
  if (line === '</ipset>') {
    draft.isOpen = false;
    return true;
  }
  if (line === '<members>') {
    draft.members = [];
    return true;
  }
  if (line === '</members>' || line === '</header>' || line === '<header>') return true;
  const member = /^<member>(.*)<\/member>$/.exec(line)?.[1];
  if (member !== undefined) {
    const words = readWords(member);
    if (words === undefined || draft.members === null) return false;
    draft.members.push(words.map(([tag, value]) => (tag === 'elem' ? value : sayWord(tag, value))).join(' '));
    return true;
  }
  const words = readWords(line.replace(/^<header>/, ''));
  if (words === undefined) return false;
  for (const [tag, value] of words) {
    if (tag === 'type') draft.type = value ?? '';
    else if (tag === 'numentries') draft.entries = Number(value);
    else if (!unsaid.has(tag)) draft.words.push(sayWord(tag, value));
  }
  return true;
}

/** What the header tells and a create line does not. */
const unsaid: ReadonlySet<string> = new Set(['revision', 'memsize', 'references']);

function sayWord(tag: string, value: string | undefined): string {
  return value === undefined ? tag : `${tag} ${value}`;
}

const element = /<([a-z0-9]+)(?:\/>|>(?:("[^"]*")|([^<]*))<\/\1>)/y;

/** `<tag>value</tag><flag/>`: all of the line, or undefined. */
function readWords(text: string): (readonly [tag: string, value: string | undefined])[] | undefined {
  const words: (readonly [string, string | undefined])[] = [];
  let at = 0;
  while (at < text.length) {
    element.lastIndex = at;
    const [, tag, quoted, plain] = element.exec(text) ?? [];
    if (tag === undefined) return undefined;
    words.push([tag, quoted ?? plain]);
    at = element.lastIndex;
  }
  return words.length === 0 ? undefined : words;
}

function finish({ name, line, type, words, entries, members }: Draft): ListedSet {
  return {
    set: { name, type, ...familyAndOptions(words.flatMap((word) => word.split(' '))), members: members ?? [] },
    line,
    hasMembers: members !== null,
    entries,
  };
}
