import type { Chain, ChainName, Ruleset, Table, TableName } from '../../netfilter/index.ts';
import { compareListing } from './compare-listing.ts';
import type { ReadRuleset, RulesetSource } from './host-text.ts';
import type { RulesUnit } from './read-rules.ts';

/**
 * Puts the rules of all texts together: one ruleset for each family and backend. A listing of a table that a save text
 * has as well only checks it; two listings of one table give the better one. A table that is there twice otherwise
 * begins a ruleset of its own: both are kept, and the user is told.
 */
export function assemble(
  units: readonly RulesUnit[],
  nameOf: (text: number) => string | undefined,
): readonly ReadRuleset[] {
  const drafts: Draft[] = [];
  for (const unit of [...units].sort((a, b) => rank(a) - rank(b))) place(unit, drafts, nameOf);
  return drafts.map(({ family, backend, tables, source }) => {
    const ruleset: Ruleset = {
      family,
      tables: new Map([...tables].map(([name, draft]) => [name, tableOf(name, draft)])),
    };
    return { family, ...(backend && { backend }), ruleset, source };
  });
}

interface Draft {
  readonly family: RulesUnit['family'];
  backend: RulesUnit['backend'];
  readonly tables: Map<TableName, TableDraft>;
  readonly source: RulesetSource[];
}

/** A table, with the unit that it came from first. */
interface TableDraft {
  readonly chains: Map<ChainName, Chain>;
  readonly unit: RulesUnit;
}

/** A host has four at most; beyond that somebody has pasted something else. */
const rulesetsAtMost = 32;

/** Dumps come first, then what tells as much of one table, then listings, those with devices before the others. */
function rank(unit: RulesUnit): number {
  const loss = { save: 0, listRules: 2, listing: unit.showsInterfaces ? 4 : 6 }[unit.kind];
  return loss + (unit.isOneChain ? 1 : 0);
}

function place(unit: RulesUnit, drafts: Draft[], nameOf: (text: number) => string | undefined): void {
  const fitting = drafts.filter(
    ({ family, backend }) =>
      family === unit.family && (backend === undefined || unit.backend === undefined || backend === unit.backend),
  );
  const open = unit.tables.filter((table) => !isKnown(unit, table, fitting));
  if (open.length === 0) return;
  const free = fitting.find(({ tables }) => open.every(({ name }) => !tables.has(name)));
  if (!free && fitting.length > 0) noteTwice(unit, open, fitting);
  if (!free && drafts.length === rulesetsAtMost) {
    unit.note({ code: 'ruleset_omitted', line: unit.line, values: { rulesets: rulesetsAtMost } });
    return;
  }
  const draft: Draft = free ?? { family: unit.family, backend: unit.backend, tables: new Map(), source: [] };
  if (!free) drafts.push(draft);
  draft.backend ??= unit.backend;
  for (const { name, chains } of open) draft.tables.set(name, { chains: new Map(chains), unit });
  draft.source.push(sourceOf(unit, open, nameOf));
}

function noteTwice(unit: RulesUnit, open: readonly Table[], fitting: readonly Draft[]): void {
  for (const { name } of open) {
    const before = fitting.find(({ tables }) => tables.has(name))?.tables.get(name)?.unit;
    if (!before) continue;
    const values = { table: name, family: unit.family, other: before.line };
    unit.note({ code: 'table_twice', line: unit.line, values });
  }
}

/** Whether what the unit says of a table is there already, or completes it. */
function isKnown(unit: RulesUnit, table: Table, fitting: readonly Draft[]): boolean {
  for (const draft of fitting) {
    const entry = draft.tables.get(table.name);
    if (!entry) continue;
    const completes = unit.isOneChain && entry.unit.isOneChain && entry.unit.kind === unit.kind;
    if (completes && [...table.chains.keys()].every((name) => !entry.chains.has(name))) {
      for (const [name, chain] of table.chains) entry.chains.set(name, chain);
      return true;
    }
    // A listing can only say the same or be wrong; a text that tells all may be of another backend.
    if (unit.kind === 'listing' || unit.isOneChain || (unit.kind === 'listRules' && isSame(unit, table, entry))) {
      check(unit, table, entry);
      return true;
    }
  }
  return false;
}

function isSame(unit: RulesUnit, table: Table, entry: TableDraft): boolean {
  return (
    table.chains.size === entry.chains.size &&
    compareListing(table, tableOf(table.name, entry), unit.showsInterfaces).length === 0
  );
}

/** Where two texts have nothing in common, the first few places say so. */
const differencesTold = 20;

/** Holds a listing to what another text said of the same table. */
function check(unit: RulesUnit, listed: Table, entry: TableDraft): void {
  const shows = unit.showsInterfaces && entry.unit.showsInterfaces;
  const differences = compareListing(listed, tableOf(listed.name, entry), shows);
  const values = { table: listed.name, other: entry.unit.line };
  for (const { kind, chain, rule } of differences.slice(0, differencesTold)) {
    const place = rule === 0 ? chain : `${chain} ${rule}`;
    const code = kind === 'range' ? 'range_lost' : 'listing_differs';
    unit.note({ code, line: unit.line, values: { ...values, place } });
  }
  if (differences.length === 0) unit.note({ code: 'listing_agrees', line: unit.line, values });
}

function tableOf(name: TableName, { chains }: TableDraft): Table {
  return { name, chains };
}

function sourceOf(
  unit: RulesUnit,
  tables: readonly Table[],
  nameOf: (text: number) => string | undefined,
): RulesetSource {
  const name = nameOf(unit.text);
  return {
    text: unit.text,
    ...(name !== undefined && { name }),
    kind: unit.kind,
    line: unit.line,
    tables: tables.map((table) => table.name),
  };
}
