import type { Layout } from '../compiler/index.ts';
import { type Edit, type Family, type IpSet, type Ruleset, diff, printRuleText } from '../netfilter/index.ts';
import { planHostProtection } from './bridge-protection.ts';
import type { Committed } from './committed.ts';

/** Something of ours that somebody else changed. */
export interface Repair {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly what: string;
}

/**
 * How what the kernel holds differs from what was committed, in what is ours: chains, the layout's jumps in built-in
 * chains, sets, MAC and ARP protection. What others own is not looked at.
 */
export function findDrift(
  committed: Committed,
  observed: Committed,
  families: readonly Family[],
  layout: Layout,
): Repair[] {
  return [
    ...families.flatMap((family) => driftOfRules(committed.rulesets[family], observed.rulesets[family], layout)),
    ...driftOfSets(committed.sets, observed.sets, layout),
    ...planHostProtection(observed.bridge, committed.bridge.settled).touched.map((device) => ({
      family: 'bridge',
      table: 'nat',
      chain: device,
      what: 'MAC or ARP protection differs',
    })),
  ];
}

/** What is wrong is what it takes to put it right. */
function driftOfRules(committed: Ruleset, observed: Ruleset, layout: Layout): Repair[] {
  return diff(observed, committed, layout).tables.flatMap(({ table, edits }) =>
    [...new Set(edits.map(({ chain }) => chain))].map((chain) => ({
      family: committed.family,
      table,
      chain,
      what: wordsFor(
        edits.filter((edit) => edit.chain === chain),
        observed.tables.get(table)?.chains.has(chain) ?? false,
      ),
    })),
  );
}

function wordsFor(edits: readonly Edit[], isThere: boolean): string {
  if (!isThere) return 'chain is gone';
  if (edits.some(({ kind }) => kind === 'remove')) return 'chain is not known';
  const gone = edits.filter(({ kind }) => kind === 'insert' || kind === 'append').length;
  const added = edits.filter(({ kind }) => kind === 'delete').length;
  if (edits.some(({ kind }) => kind === 'declare' || kind === 'flush')) return 'rules differ';
  const texts = (kinds: readonly Edit['kind'][]) =>
    edits.flatMap((edit) => (kinds.includes(edit.kind) && 'rule' in edit ? printRuleText(edit.rule) : [])).sort();
  if (texts(['insert', 'append']).join('\n') === texts(['delete']).join('\n')) return 'rules are in another order';
  return [...(gone > 0 ? [`${gone} rules gone`] : []), ...(added > 0 ? [`${added} rules added`] : [])].join(', ');
}

/** How many of the first list the second lacks, each counted as often as it is there. */
function missing(list: readonly string[], from: readonly string[]): number {
  const left = new Map<string, number>();
  for (const item of from) left.set(item, (left.get(item) ?? 0) + 1);
  let count = 0;
  for (const item of list) {
    const copies = left.get(item) ?? 0;
    if (copies === 0) count += 1;
    else left.set(item, copies - 1);
  }
  return count;
}

function driftOfSets(
  committed: ReadonlyMap<string, IpSet>,
  observed: ReadonlyMap<string, IpSet>,
  layout: Layout,
): Repair[] {
  const repairs: Repair[] = [];
  for (const name of new Set([...committed.keys(), ...observed.keys()])) {
    if (!layout.ownsSet(name)) continue;
    const wanted = committed.get(name);
    const found = observed.get(name);
    const what = wanted && found ? differenceOfMembers(wanted, found) : wanted ? 'set is gone' : 'set is not known';
    if (what !== undefined) repairs.push({ family: 'ipset', table: '', chain: name, what });
  }
  return repairs;
}

function differenceOfMembers(wanted: IpSet, found: IpSet): string | undefined {
  const gone = missing(wanted.members, found.members);
  const added = missing(found.members, wanted.members);
  if (gone === 0 && added === 0) return undefined;
  return [...(gone > 0 ? [`${gone} members gone`] : []), ...(added > 0 ? [`${added} members added`] : [])].join(', ');
}
