import { type DumpedHost } from '../../ask/index.ts';
import { basename } from 'node:path';
import type { Family } from '../../netfilter/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { Context } from '../context.ts';
import type { DumpFlags } from '../dumps/dump-flags.ts';
import { openDumps } from '../dumps/dumped-host.ts';

/** Two hosts, or one at two moments, to be held against each other. */
export interface Compared {
  readonly hosts: readonly [before: DumpedHost, after: DumpedHost];
  readonly names: readonly [before: string, after: string];
  /** Families that both show. */
  readonly families: readonly Family[];
  /** Families that only one of them shows, and which: nothing can be said of them. */
  readonly onlyIn: readonly { readonly family: Family; readonly name: string }[];
}

/** Throws NOTHING_TO_COMPARE. */
export async function openBoth(call: Context, before: string, after: string, flags: DumpFlags): Promise<Compared> {
  // One after the other, so that what is said of the texts does not mix.
  const first = await openDumps(call, [before], flags);
  const second = await openDumps(call, [after], flags);
  const names = namesOf(before, after);
  const families = first.families.filter((family) => second.families.includes(family));
  if (families.length === 0) throw new PortreeveError('NOTHING_TO_COMPARE', { before, after });
  const alone = (host: DumpedHost, name: string) =>
    host.families.filter((family) => !families.includes(family)).map((family) => ({ family, name }));
  return {
    hosts: [first, second],
    names,
    families,
    onlyIn: [...alone(first, names[0]), ...alone(second, names[1])],
  };
}

/** Files by their own names, if these differ. */
function namesOf(before: string, after: string): readonly [string, string] {
  const [a, b] = [basename(before), basename(after)];
  return a === b || before === '-' || after === '-' ? [before, after] : [a, b];
}
