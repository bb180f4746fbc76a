import type { BoundPort, HostState } from '../model/index.ts';
import {
  type BridgeChain,
  type BridgeCommand,
  type BridgeTable,
  type PortProtection,
  applyBridgeCommands,
  emptyBridgeTable,
  planProtection,
  portProtection,
  protectedDevice,
} from '../netfilter/index.ts';

/**
 * MAC and ARP protection that a host has, device by device: each with its own chains and the jumps to them, so that planning for
 * one costs the same on a host of a thousand.
 */
export interface HostProtection {
  readonly tables: ReadonlyMap<string, BridgeTable>;
  /** What the tables are known to say. Empty after a read: then all are compared. */
  readonly settled: ReadonlyMap<string, PortProtection>;
}

export interface ProtectionPlan {
  /** Before taps go on their bridge. */
  readonly add: readonly BridgeCommand[];
  /** Takes protection away: after the taps are off their bridge. */
  readonly remove: readonly BridgeCommand[];
  readonly after: HostProtection;
  /** Devices that commands were needed for. */
  readonly touched: readonly string[];
}

/** A table as it was read, taken apart. */
export function splitProtection(table: BridgeTable): HostProtection {
  const tables = new Map<string, Map<string, BridgeChain>>();
  const of = (device: string): Map<string, BridgeChain> => {
    const chains = tables.get(device) ?? new Map(emptyBridgeTable.chains);
    tables.set(device, chains);
    return chains;
  };
  for (const [name, chain] of table.chains) {
    const device = protectedDevice(name);
    if (device !== undefined) of(device).set(name, chain);
  }
  for (const rule of table.chains.get('PREROUTING')?.rules ?? []) {
    const device = protectedDevice(/(?:^| )-j (\S+)/.exec(rule)?.[1] ?? '');
    if (device === undefined) continue;
    const chains = of(device);
    const jumps = chains.get('PREROUTING');
    chains.set('PREROUTING', { policy: 'ACCEPT', rules: [...(jumps?.rules ?? []), rule] });
  }
  return { tables: new Map([...tables].map(([device, chains]) => [device, { chains }])), settled: new Map() };
}

/** What takes a host from the protection it has to that of exactly these devices. */
export function planHostProtection(
  before: HostProtection,
  wanted: ReadonlyMap<string, PortProtection>,
): ProtectionPlan {
  if (before.settled === wanted) return { add: [], remove: [], touched: [], after: before };
  const tables = new Map(before.tables);
  const add: BridgeCommand[] = [];
  const remove: BridgeCommand[] = [];
  const touched: string[] = [];
  const plan = (device: string, protection: PortProtection | undefined, out: BridgeCommand[]) => {
    const table = before.tables.get(device) ?? emptyBridgeTable;
    const commands = planProtection(table, protection ? [protection] : []);
    if (commands.length === 0) return;
    out.push(...commands);
    touched.push(device);
    const result = applyBridgeCommands(table, commands);
    if (result.isDone && protection) tables.set(device, result.table);
    else tables.delete(device);
  };
  for (const [device, protection] of wanted) {
    if (before.settled.get(device) !== protection) plan(device, protection, add);
  }
  for (const device of before.tables.keys()) if (!wanted.has(device)) plan(device, undefined, remove);
  return { add, remove, touched, after: { tables, settled: wanted } };
}

/** Gives the protection of ports: the same object for the same port, and the same map for the same ports. */
export function createProtectionOf(): (ports: HostState['ports']) => ReadonlyMap<string, PortProtection> {
  const known = new WeakMap<BoundPort, { readonly protection: PortProtection | undefined }>();
  let last: { readonly ports: HostState['ports']; readonly wanted: ReadonlyMap<string, PortProtection> } | undefined;
  return (ports) => {
    if (last?.ports === ports) return last.wanted;
    const wanted = new Map<string, PortProtection>();
    for (const port of ports.values()) {
      let made = known.get(port);
      if (!made) {
        made = { protection: portProtection(port) };
        known.set(port, made);
      }
      if (made.protection) wanted.set(made.protection.device, made.protection);
    }
    last = { ports, wanted };
    return wanted;
  };
}
