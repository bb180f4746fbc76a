import type { HostState, PortId } from '../../../model/index.ts';
import {
  type Chain,
  type ChainName,
  type Family,
  type Ruleset,
  type Table,
  type TableName,
  builtInChains,
  isBuiltIn,
} from '../../../netfilter/index.ts';
import type { CompiledHost, HostMemory, Layout, LayoutOptions, Provenance } from '../../layout.ts';
import { baseTables, groupChainEnd } from './base-chains.ts';
import { sameItems } from './compiled-sets.ts';
import { type Context, createContext } from './context.ts';
import { type FilledChain, type Line, fillChain, provenance } from './line.ts';
import { createOwner } from './owner.ts';
import { type HostParts, compileParts } from './parts.ts';
import { createFixedLines } from './port-chains.ts';
import { recallMemory } from './recall.ts';

/**
 * The chains of Neutron's linuxbridge agent, byte for byte; see docs/explanation/neutron-layout.md. Ports, groups and
 * sets that are the same objects as in the compilation before keep their chains, as the same objects.
 */
export function createNeutronLayout(options: LayoutOptions): Layout {
  const context = createContext(options);
  const fixed = createFixedLines(context);
  const base = fillBase(context);
  return {
    name: 'neutron',
    compile(state: HostState, memory: HostMemory, previous?: CompiledHost): CompiledHost {
      const before = previous && isNeutronHost(previous) && previous.context === context ? previous : undefined;
      const parts = compileParts(state, memory, before?.parts, context, fixed);
      return assemble(parts, before, context, base);
    },
    recall: (observed) => recallMemory(observed, context),
    ...createOwner(context),
  };
}

/** A compiled host with what it was put together from, for the next compilation. */
interface NeutronHost extends CompiledHost {
  readonly context: Context;
  readonly parts: HostParts;
  readonly shared: SharedChains;
}

function isNeutronHost(host: CompiledHost): host is NeutronHost {
  return 'context' in host && 'parts' in host && 'shared' in host;
}

/** Chains that hold a few rules of every port; the same in both families. By table and chain. */
type SharedChains = ReadonlyMap<TableName, ReadonlyMap<ChainName, FilledChain>>;

type BaseChains = { readonly [f in Family]: ReadonlyMap<TableName, readonly FilledChain[]> };

/** Built-in chains of a table are there as soon as the table is, also those that the layout writes nothing into. */
function fillBase(context: Context): BaseChains {
  const fill = (family: Family) =>
    new Map(
      baseTables(family, context).map(({ table, chains }) => {
        const lines = new Map(chains);
        const names = new Set([...(builtInChains.get(table) ?? []), ...lines.keys()]);
        return [table, [...names].map((name) => baseChain(table, name, lines.get(name) ?? []))];
      }),
    );
  return { ipv4: fill('ipv4'), ipv6: fill('ipv6') };
}

function baseChain(table: TableName, name: ChainName, lines: readonly Line[]): FilledChain {
  const filled = fillChain(name, lines);
  return isBuiltIn(table, name) ? { ...filled, chain: { ...filled.chain, policy: 'ACCEPT' } } : filled;
}

function assemble(parts: HostParts, before: NeutronHost | undefined, context: Context, base: BaseChains): NeutronHost {
  const shared = before && sameShares(parts, before.parts) ? before.shared : fillShared(parts, before?.shared, context);
  const ruleset = (family: Family): Ruleset => ({
    family,
    tables: new Map(
      [...base[family].keys()].map((table) => [table, assembleTable(family, table, parts, shared, before, base)]),
    ),
  });
  return {
    rulesets: { ipv4: ruleset('ipv4'), ipv6: ruleset('ipv6') },
    sets: parts.sets,
    memory: parts.memory,
    warnings: [...parts.groups.values()].flatMap((group) => group.warnings),
    why: explainer(parts, shared, base),
    context,
    parts,
    shared,
  };
}

function assembleTable(
  family: Family,
  name: TableName,
  parts: HostParts,
  shared: SharedChains,
  before: NeutronHost | undefined,
  base: BaseChains,
): Table {
  const old = before?.shared === shared ? before.rulesets[family].tables.get(name) : undefined;
  if (old && before) return name === 'filter' ? changedTable(family, old, parts, before.parts) : old;
  const chains = new Map<ChainName, Chain>();
  for (const { chain } of base[family].get(name) ?? []) chains.set(chain.name, chain);
  for (const { chain } of shared.get(name)?.values() ?? []) chains.set(chain.name, chain);
  if (name === 'filter') {
    for (const part of parts.filtered.values()) {
      for (const { chain } of part.chains[family]) chains.set(chain.name, chain);
    }
  }
  return { name, chains };
}

/** The table for the same ports, with the chains of those that changed; the same object if none did. */
function changedTable(family: Family, old: Table, parts: HostParts, before: HostParts): Table {
  let chains: Map<ChainName, Chain> | undefined;
  for (const [device, part] of parts.filtered) {
    const previous = before.filtered.get(device);
    if (previous === part) continue;
    chains ??= new Map(old.chains);
    for (const { chain } of previous?.chains[family] ?? []) chains.delete(chain.name);
    for (const { chain } of part.chains[family]) chains.set(chain.name, chain);
  }
  return chains ? { ...old, chains } : old;
}

/** Whether the rules are the same that ports have in the chains of all ports. */
function sameShares(parts: HostParts, before: HostParts): boolean {
  if (parts.filtered.size !== before.filtered.size || parts.accepted.size !== before.accepted.size) return false;
  for (const [device, part] of parts.filtered) {
    const old = before.filtered.get(device);
    if (old === part) continue;
    if (old?.jumps !== part.jumps || old.zoneRules !== part.zoneRules || old.nat !== part.nat) return false;
  }
  return sameItems([...parts.accepted.values()], [...before.accepted.values()]);
}

function fillShared(parts: HostParts, before: SharedChains | undefined, context: Context): SharedChains {
  const filtered = [...parts.filtered.values()];
  const accepted = [...parts.accepted.values()];
  const { own, traits } = context;
  const fill = (table: TableName, name: ChainName, lines: readonly Line[]): readonly [ChainName, FilledChain] => {
    const filled = fillChain(name, lines);
    const old = before?.get(table)?.get(name);
    return [name, old && sameItems(old.chain.rules, filled.chain.rules) ? old : filled];
  };
  const hasEnd = filtered.length > 0 || traits.groupChainAlwaysEnds;
  const filter = new Map([
    fill('filter', own('INPUT'), gather(filtered, (p) => p.jumps.input).concat(gather(accepted, (p) => p.input))),
    fill('filter', own('FORWARD'), gather(filtered, (p) => p.jumps.forward).concat(gather(accepted, (p) => p.forward))),
    fill('filter', own('sg-chain'), gather(filtered, (p) => p.jumps.groupChain).concat(hasEnd ? [groupChainEnd] : [])),
  ]);
  const shared = new Map<TableName, ReadonlyMap<ChainName, FilledChain>>([['filter', filter]]);
  if (traits.zones) {
    const lines = gather(filtered, (part) => part.zoneRules);
    shared.set('raw', new Map([fill('raw', own('PREROUTING'), lines)]));
  }
  if (traits.natAccept) {
    // Neutron adds the rules of a trusted port once, and those of all others anew at each apply, so behind them.
    const trusted = accepted.filter((part) => part.kind === 'trusted');
    const unfiltered = accepted.filter((part) => part.kind === 'unfiltered');
    const lines = gather([...trusted, ...filtered, ...unfiltered], (part) => part.nat);
    shared.set('nat', new Map([fill('nat', own('PREROUTING'), lines)]));
  }
  return shared;
}

/** Lines of each part in turn, in a plain loop: this is most of adding a port, and `flatMap` was slower. */
function gather<P>(parts: readonly P[], linesOf: (part: P) => readonly Line[]): readonly Line[] {
  const lines: Line[] = [];
  for (const part of parts) for (const each of linesOf(part)) lines.push(each);
  return lines;
}

/** Looks up why rules are there; the index is made when it is first asked. */
function explainer(parts: HostParts, shared: SharedChains, base: BaseChains): CompiledHost['why'] {
  let index: ReadonlyMap<string, readonly (readonly Provenance[])[]> | undefined;
  return (family, table, chain) => {
    index ??= indexReasons(parts, shared, base);
    return index.get(`${family} ${table} ${chain}`) ?? [];
  };
}

function indexReasons(parts: HostParts, shared: SharedChains, base: BaseChains) {
  const index = new Map<string, readonly (readonly Provenance[])[]>();
  for (const family of ['ipv4', 'ipv6'] as const) {
    const add = (table: TableName, { chain, lines }: FilledChain, port?: PortId) =>
      index.set(
        `${family} ${table} ${chain.name}`,
        lines.map(({ origins }) => origins.map((origin) => provenance(origin, port))),
      );
    for (const [table, chains] of base[family]) for (const chain of chains) add(table, chain);
    for (const [table, chains] of shared) for (const chain of chains.values()) add(table, chain);
    for (const part of parts.filtered.values())
      for (const chain of part.chains[family]) add('filter', chain, part.port.id);
  }
  return index;
}
