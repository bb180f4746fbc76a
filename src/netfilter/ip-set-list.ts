import type { IpSet } from './ip-set.ts';
import { familyAndOptions } from './ip-set-text.ts';

/** A set in a listing for people. Lines from 0. */
export interface ListedSet {
  readonly set: IpSet;
  readonly line: number;
  /** False: `ipset list -t`, or the text ends before the members. */
  readonly hasMembers: boolean;
  /** How many members the set says it has; null where it does not say. */
  readonly entries: number | null;
}

export interface ListedSets {
  readonly sets: readonly ListedSet[];
  /** Lines that are nothing that a listing of sets has. */
  readonly odd: readonly number[];
}

const header =
  /^(Name|Type|Revision|Header|Size in memory|References|Number of entries|Default|Bindings|Members):(?: (.*))?$/;

/** The sets in the text of `ipset list`. A member stands there as `ipset save` prints it. Never throws. */
export function parseSetList(lines: readonly string[]): ListedSets {
  const drafts: Draft[] = [];
  const odd: number[] = [];
  let draft: Draft | undefined;
  for (const [index, text] of lines.entries()) {
    const line = text.trim();
    if (line === '') {
      draft = undefined;
      continue;
    }
    const [, key, value = ''] = header.exec(line) ?? [];
    if (key === 'Name') {
      draft = { name: value, line: index, type: '', words: [], entries: null, members: null };
      drafts.push(draft);
    } else if (draft?.members) {
      draft.members.push(line);
    } else if (draft === undefined || key === undefined) {
      odd.push(index);
    } else {
      if (key === 'Type') draft.type = value;
      if (key === 'Header') draft.words = value.split(' ').filter((word) => word !== '');
      if (key === 'Number of entries' && /^[0-9]{1,9}$/.test(value)) draft.entries = Number(value);
      if (key === 'Members') draft.members = [];
    }
  }
  return { sets: drafts.map(finish), odd };
}

interface Draft {
  readonly name: string;
  readonly line: number;
  type: string;
  words: readonly string[];
  entries: number | null;
  members: string[] | null;
}

function finish({ name, line, type, words, entries, members }: Draft): ListedSet {
  return {
    set: { name, type, ...familyAndOptions(words), members: members ?? [] },
    line,
    hasMembers: members !== null,
    entries,
  };
}
