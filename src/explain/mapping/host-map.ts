import type { BoundPort, HostState } from '../../model/index.ts';
import { type Family, type Rule, type Ruleset, diffChain, tapName } from '../../netfilter/index.ts';
import type { RuleRef } from '../trace.ts';
import { inferReason } from './infer-rule.ts';
import { layoutNames } from './layout-names.ts';
import type { ChainMeaning, RuleMeaning, RuleReason, SetMeaning } from './meaning.ts';
import { type InferredTable, inferFilter, inferTable } from './port-chains.ts';

/**
 * What the writer of a host's rules knows of them, as plain data: the state that they were made from, the rules that
 * it made, and why each is there. The compiler's result fits in here.
 */
export interface WrittenHost {
  readonly state: HostState;
  readonly rulesets: { readonly [f in Family]: Ruleset };
  /** Parallel to the rules of the chain in `rulesets`. */
  why(family: Family, table: string, chain: string): readonly (readonly RuleReason[])[];
  /** Sets by name, and whose members they hold. */
  readonly sets: ReadonlyMap<
    string,
    { readonly of: { readonly kind: 'securityGroup' | 'addressGroup'; readonly group: string } }
  >;
}

/** A port as the rules of its host show it. */
export interface MappedPort {
  /** "tap" and eleven characters of its id. */
  readonly device: string;
  /** As the writer knows it; null for a port that only the rules tell of. */
  readonly port: BoundPort | null;
  /** Sources that the rules let it send from, where they check them: addresses or prefixes, and MACs. */
  readonly sources: readonly { readonly address: string | null; readonly mac: string | null }[];
}

/** What the chains and rules of a host are for. */
export interface HostMap {
  readonly rulesets: { readonly [f in Family]: Ruleset };
  /** Null: only the rules themselves are known. */
  readonly written: WrittenHost | null;
  readonly ports: readonly MappedPort[];
  chain(family: Family, table: string, chain: string): ChainMeaning;
  /** Rule 0, a policy, is nobody's. */
  rule(family: Family, ref: RuleRef): RuleMeaning;
  set(name: string): SetMeaning | undefined;
}

/**
 * Maps chains to ports and rules to what they were made from. With `written` a rule that its writer made has the writer's own
 * reason, also where others pushed rules between: rules are paired by content, chain by chain. What is left is
 * inferred from content and names, and marked so.
 */
export function mapHost(rulesets: { readonly [f in Family]: Ruleset }, written: WrittenHost | null = null): HostMap {
  const names = layoutNames([rulesets.ipv4, rulesets.ipv6]);
  const filters = { ipv4: inferFilter(rulesets.ipv4, names), ipv6: inferFilter(rulesets.ipv6, names) };
  const tables = new Map<string, InferredTable>();
  const tableOf = (family: Family, table: string): InferredTable => {
    if (table === 'filter') return filters[family];
    const key = `${family} ${table}`;
    const made = tables.get(key) ?? inferTable(rulesets[family], table, names);
    tables.set(key, made);
    return made;
  };
  const chains = new Map<string, readonly RuleMeaning[]>();
  return {
    rulesets,
    written,
    ports: mapPorts(rulesets, filters, written),
    chain: (family, table, chain) => {
      const meaning = tableOf(family, table).chains.get(chain) ?? foreign;
      const isWritten = written?.rulesets[family].tables.get(table)?.chains.has(chain) === true;
      return meaning.role !== 'foreign' && isWritten ? { ...meaning, certainty: 'exact' } : meaning;
    },
    rule: (family, { table, chain, rule }) => {
      const key = `${family} ${table} ${chain}`;
      let meanings = chains.get(key);
      if (!meanings) {
        const rules = rulesets[family].tables.get(table)?.chains.get(chain)?.rules ?? [];
        const inferred = tableOf(family, table);
        const own = pairedReasons(family, table, chain, rules, written);
        meanings = meaningsOf(rules, inferred.chains.get(chain) ?? foreign, inferred, own);
        chains.set(key, meanings);
      }
      return meanings[rule - 1] ?? nobodys;
    },
    set: (name) => mapSet(name, written),
  };
}

const foreign: ChainMeaning = { certainty: 'none', role: 'foreign', devices: [] };
const nobodys: RuleMeaning = { certainty: 'none', reasons: [] };

function meaningsOf(
  rules: readonly Rule[],
  chain: ChainMeaning,
  table: InferredTable,
  own: ReadonlyMap<number, readonly RuleReason[]>,
): readonly RuleMeaning[] {
  let established = false;
  return rules.map((rule, index): RuleMeaning => {
    const reasons = own.get(index);
    const guess = inferReason(rule, chain, table, established);
    if (guess?.kind === 'scaffold' && guess.role === 'established') established = true;
    if (reasons) return { certainty: 'exact', reasons };
    return guess ? { certainty: 'inferred', reasons: [guess] } : nobodys;
  });
}

/** Reasons of the rules that are the writer's, by their index in the chain as it stands. */
function pairedReasons(
  family: Family,
  table: string,
  chain: string,
  rules: readonly Rule[],
  written: WrittenHost | null,
): ReadonlyMap<number, readonly RuleReason[]> {
  const reasons = new Map<number, readonly RuleReason[]>();
  const made = written?.rulesets[family].tables.get(table)?.chains.get(chain)?.rules;
  if (!written || !made) return reasons;
  const why = written.why(family, table, chain);
  const { gone, added } = diffChain(made, rules, family);
  const [left, came] = [new Set(gone), new Set(added)];
  let old = 0;
  for (const index of rules.keys()) {
    if (came.has(index)) continue;
    while (left.has(old)) old += 1;
    reasons.set(index, why[old] ?? []);
    old += 1;
  }
  return reasons;
}

function mapPorts(
  rulesets: { readonly [f in Family]: Ruleset },
  filters: { readonly [f in Family]: InferredTable },
  written: WrittenHost | null,
): readonly MappedPort[] {
  const ports = new Map<string, BoundPort | null>();
  for (const port of written?.state.ports.values() ?? []) ports.set(tapName(port.id), port);
  const sources = new Map<string, { address: string | null; mac: string | null }[]>();
  for (const family of ['ipv4', 'ipv6'] as const) {
    for (const [name, { role, devices }] of filters[family].chains) {
      for (const device of devices) if (!ports.has(device)) ports.set(device, null);
      // Of a chain that two ports share it cannot be told which source is whose.
      const [device, second] = devices;
      if (role !== 'sources' || device === undefined || second !== undefined) continue;
      const list = sources.get(device) ?? [];
      sources.set(device, list);
      list.push(...sourcesOf(rulesets[family].tables.get('filter')?.chains.get(name)?.rules ?? []));
    }
  }
  return [...ports].map(([device, port]) => ({ device, port, sources: sources.get(device) ?? [] }));
}

function sourcesOf(rules: readonly Rule[]) {
  return rules.flatMap(({ matches, target }) => {
    if (target?.kind !== 'return') return [];
    const source = matches.find((match) => match.kind === 'source');
    const mac = matches.find((match) => match.kind === 'mac');
    return [
      {
        address: source?.kind === 'source' && !source.negated ? source.cidr : null,
        mac: mac?.kind === 'mac' && !mac.negated ? mac.address.toLowerCase() : null,
      },
    ];
  });
}

/** A set's name is cut: 24 characters of the group's id. */
const setForm = /^NIPv[46]([0-9a-f]{8}-[0-9a-f-]{0,15})$/;

function mapSet(name: string, written: WrittenHost | null): SetMeaning | undefined {
  const known = written?.sets.get(name);
  if (known) return { certainty: 'exact', kind: known.of.kind, group: known.of.group };
  const start = setForm.exec(name)?.[1];
  return start === undefined ? undefined : { certainty: 'inferred', kind: 'unknown', group: start };
}
