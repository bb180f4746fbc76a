import { PortreeveError } from '../../model/index.ts';
import {
  type BridgeTable,
  type Chain,
  type Family,
  type IpSet,
  type Ruleset,
  type Table,
  applyBridgeCommands,
  applyRestore,
  applySetRestore,
  builtInChains,
  emptyBridgeTable,
  isBuiltIn,
  printBridgeSave,
  printSave,
  printSets,
  setsNamedBy,
} from '../../netfilter/index.ts';
import { sysctlPath } from '../host-files.ts';
import { restoreRejected, tableMissing } from '../iptables.ts';
import type { Kernel } from '../kernel.ts';
import { type Connection, readConnectionFilter } from './connections.ts';

/** A kernel that is only thought: it takes and refuses what the real ones do, and no packet passes it. */
export interface MemoryKernel extends Kernel {
  readonly backend: 'memory';
  addConnection(connection: Connection): void;
  readonly connections: readonly Connection[];
}

/** As the sysctls of a host are on which nobody set them. */
const firstSysctls: ReadonlyMap<string, string> = new Map(
  ['arptables', 'iptables', 'ip6tables'].map((name) => [`/proc/sys/net/bridge/bridge-nf-call-${name}`, '1']),
);

export function createMemoryKernel(): MemoryKernel {
  const rulesets: Record<Family, Ruleset> = {
    ipv4: { family: 'ipv4', tables: new Map() },
    ipv6: { family: 'ipv6', tables: new Map() },
  };
  let sets: ReadonlyMap<string, IpSet> = new Map();
  let connections: readonly Connection[] = [];
  let bridge: BridgeTable | undefined;
  const sysctls = new Map(firstSysctls);

  /** Sets that a rule of the family can name. */
  function setsOf(family: Family): ReadonlySet<string> {
    const other = family === 'ipv4' ? 'inet6' : 'inet';
    return new Set([...sets.values()].filter((set) => set.family !== other).map((set) => set.name));
  }

  return {
    backend: 'memory',
    version: 'portreeve memory kernel',
    families: ['ipv4', 'ipv6'],

    async save(family, tables) {
      const { tables: used } = rulesets[family];
      // Asked for by name, a table is made; it would not be shown else.
      const kept =
        tables?.length === 1 ? tables.map((name) => used.get(name) ?? unusedTable(family, name)) : [...used.values()];
      const shown = kept.filter((table) => tables?.includes(table.name) ?? true);
      return printSave({ family, tables: new Map(shown.map((t) => [t.name, printedOrder(t)])) }, { counters: 'all' });
    },

    async restore(family, script) {
      const { ruleset, refused } = applyRestore(rulesets[family], script, { counters: true, sets: setsOf(family) });
      rulesets[family] = ruleset;
      if (refused === null) return;
      const { line: lineNumber, text: line, reason } = refused;
      throw restoreRejected({ family, lineNumber, line, reason, committedLines: 0 });
    },

    /** Its rules in the words of `iptables -S`. */
    async list(family, table) {
      const found = rulesets[family].tables.get(table) ?? unusedTable(family, table);
      return printSave({ family, tables: new Map([[table, printedOrder(found)]]) }, { counters: 'none' });
    },

    async saveSets(name) {
      if (name === undefined) return printSets(sets.values());
      const set = sets.get(name);
      return set === undefined ? '' : printSets([set]);
    },

    async restoreSets(script) {
      const named = new Set([...setsNamedBy(rulesets.ipv4), ...setsNamedBy(rulesets.ipv6)]);
      const result = applySetRestore(sets.values(), script, named);
      sets = new Map(result.sets.map((set) => [set.name, set]));
      if (result.refused === null) return;
      const { line: lineNumber, text: line, reason } = result.refused;
      throw new PortreeveError(
        'SET_RESTORE_REJECTED',
        { lineNumber, line, reason },
        { details: { lineNumber, line, reason } },
      );
    },

    async deleteConnections(filters) {
      let deleted = 0;
      let failure: PortreeveError | undefined;
      for (const words of filters) {
        const filter = readConnectionFilter(words);
        if ('reason' in filter) {
          const command = ['conntrack', '-D', ...words].join(' ');
          failure ??= new PortreeveError('PROGRAM_FAILED', { program: 'conntrack', reason: filter.reason, command });
          continue;
        }
        const left = connections.filter((connection) => !filter.fits(connection));
        deleted += connections.length - left.length;
        connections = left;
      }
      if (failure !== undefined) throw failure;
      return deleted;
    },

    async saveBridge() {
      return bridge === undefined ? '' : printBridgeSave(bridge);
    },

    async bridge(commands) {
      if (commands.length === 0) return;
      const result = applyBridgeCommands(bridge ?? emptyBridgeTable, commands);
      if (result.isDone) {
        bridge = result.table;
        return;
      }
      const { reason } = result;
      const command = commands[result.index]?.join(' ') ?? '';
      throw new PortreeveError('EBTABLES_REJECTED', { command, reason }, { details: { command, reason } });
    },

    async readSysctl(name) {
      return sysctls.get(sysctlPath(name) ?? '');
    },

    async writeSysctl(name, value) {
      const path = sysctlPath(name) ?? name;
      if (!sysctls.has(path)) throw new PortreeveError('SYSCTL_UNWRITABLE', { path, value, reason: 'no such name' });
      sysctls.set(path, value);
    },

    addConnection(connection) {
      connections = [...connections, connection];
    },
    get connections() {
      return connections;
    },
  };
}

/** Own chains by name, as both kinds of iptables keep them. */
function printedOrder(table: Table): Table {
  const order = (chain: Chain) => (isBuiltIn(table.name, chain.name) ? '' : chain.name);
  const chains = [...table.chains.values()].sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
  return { name: table.name, chains: new Map(chains.map((chain) => [chain.name, chain])) };
}

function unusedTable(family: Family, name: string): Table {
  const builtIn = builtInChains.get(name);
  if (builtIn === undefined) throw tableMissing(family, name);
  const chains = builtIn.map((chain) => ({ name: chain, policy: 'ACCEPT', rules: [] }) as const);
  return { name, chains: new Map(chains.map((chain) => [chain.name, chain])) };
}
