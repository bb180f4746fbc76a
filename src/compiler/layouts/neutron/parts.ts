import {
  type BoundPort,
  type HostState,
  type SecurityGroupId,
  PortreeveError,
  membersOf,
} from '../../../model/index.ts';
import { tapName } from '../../../netfilter/index.ts';
import { type HostMemory, zoneKey } from '../../layout.ts';
import { type SetPart, compileSets, sameItems } from './compiled-sets.ts';
import type { Context } from './context.ts';
import { type CompiledGroup, type RemoteAddresses, compileGroup, remoteAddresses } from './group-rules.ts';
import { type PortJumps, compileAccepts, compileJumps, compileNat, compileZoneRules } from './jumps.ts';
import type { Line } from './line.ts';
import { networkServers, noServers } from './network-servers.ts';
import { type FixedLines, type NetworkServers, type PortChains, compilePortChains } from './port-chains.ts';
import { portKind } from './port-kind.ts';
import { isStateless } from './stateless.ts';
import { assignZones } from './zones.ts';

/** A filtered port and everything that was written for it alone. */
export interface FilteredPart {
  readonly port: BoundPort;
  readonly device: string;
  readonly groups: readonly CompiledGroup[];
  readonly servers: NetworkServers;
  readonly zone: number;
  readonly chains: PortChains;
  readonly jumps: PortJumps;
  readonly zoneRules: readonly Line[];
  readonly nat: readonly Line[];
}

/** A trusted or unfiltered port. */
export interface AcceptedPart {
  readonly port: BoundPort;
  readonly device: string;
  readonly kind: 'trusted' | 'unfiltered';
  readonly forward: readonly Line[];
  readonly input: readonly Line[];
  readonly nat: readonly Line[];
}

/** A host taken apart: what each port, group and set comes to. A part whose sources did not change is kept. */
export interface HostParts {
  /** By device. */
  readonly filtered: ReadonlyMap<string, FilteredPart>;
  /** By device, in order of arrival: trusted, then unfiltered. */
  readonly accepted: ReadonlyMap<string, AcceptedPart>;
  /** Groups of filtered ports. */
  readonly groups: ReadonlyMap<SecurityGroupId, CompiledGroup>;
  readonly sets: ReadonlyMap<string, SetPart>;
  readonly memory: HostMemory;
}

export function compileParts(
  state: HostState,
  memory: HostMemory,
  before: HostParts | undefined,
  context: Context,
  fixed: FixedLines,
): HostParts {
  const sorted = filteredPorts(state);
  const addresses = remoteAddresses(state, membersOf(state));
  const groups = compileGroups(sorted, state, before, context, addresses);
  const serversOf = context.traits.serversBySource ? networkServers(state) : () => noServers;
  const zones = context.traits.zones
    ? assignZones(
        memory.zones,
        sorted.map(({ port }) => port),
        portsThatCount(state),
      )
    : memory.zones;

  const filtered = new Map<string, FilteredPart>();
  for (const { port, device } of sorted) {
    const sources: Sources = {
      port,
      device,
      groups: port.securityGroups.flatMap((id) => groups.get(id) ?? []),
      servers: serversOf(port.networkId),
      zone: zones.get(zoneKey(port.networkId)) ?? 0,
    };
    const old = before?.filtered.get(device);
    filtered.set(device, old && sameSources(old, sources) ? old : filteredPart(sources, context, fixed));
  }
  const accepted = acceptedParts(state, memory, before, context);
  const ofKind = (kind: AcceptedPart['kind']) =>
    [...accepted.values()].filter((part) => part.kind === kind).map((part) => part.device);
  return {
    filtered,
    accepted,
    groups,
    sets: compileSets(groups.values(), addresses, before?.sets),
    memory: { zones, trusted: ofKind('trusted'), unfiltered: ofKind('unfiltered') },
  };
}

interface SortedPort {
  readonly port: BoundPort;
  readonly device: string;
}

/** Filtered ports by device. Two whose chains would have one name are refused: each would get the other's rules. */
function filteredPorts(state: HostState): readonly SortedPort[] {
  const ports: SortedPort[] = [];
  for (const port of state.ports.values()) {
    if (portKind(port) === 'filtered') ports.push({ port, device: tapName(port.id) });
  }
  ports.sort((a, b) => (a.device < b.device ? -1 : a.device > b.device ? 1 : 0));
  let previous: SortedPort | undefined;
  for (const each of ports) {
    if (previous && previous.device.slice(0, 13) === each.device.slice(0, 13)) {
      const ids = { first: previous.port.id, second: each.port.id };
      throw new PortreeveError('PORT_CHAINS_COLLIDE', ids, { details: ids });
    }
    previous = each;
  }
  return ports;
}

function* portsThatCount(state: HostState): Iterable<BoundPort> {
  for (const port of state.ports.values()) if (portKind(port) !== 'trusted') yield port;
}

function compileGroups(
  ports: readonly SortedPort[],
  state: HostState,
  before: HostParts | undefined,
  context: Context,
  addresses: RemoteAddresses,
): ReadonlyMap<SecurityGroupId, CompiledGroup> {
  const groups = new Map<SecurityGroupId, CompiledGroup>();
  for (const { port } of ports) {
    for (const id of port.securityGroups) {
      const group = groups.has(id) ? undefined : state.groups.get(id);
      if (!group) continue;
      const old = before?.groups.get(id);
      const isSame = old?.group === group && old.expanded.every((e) => sameItems(e.members, addresses(e.remote)));
      groups.set(id, old && isSame ? old : compileGroup(group, context, addresses));
    }
  }
  return groups;
}

type Sources = Pick<FilteredPart, 'port' | 'device' | 'groups' | 'servers' | 'zone'>;

function sameSources(old: FilteredPart, now: Sources): boolean {
  return (
    old.port === now.port &&
    old.zone === now.zone &&
    sameItems(old.groups, now.groups) &&
    sameItems(old.servers.dhcp, now.servers.dhcp) &&
    sameItems(old.servers.routers, now.servers.routers)
  );
}

function filteredPart(sources: Sources, context: Context, fixed: FixedLines): FilteredPart {
  const { port, groups, servers, zone } = sources;
  // A group that the state does not hold says nothing of the port.
  const first = groups.find((group) => group.group.id === port.securityGroups[0]);
  return {
    ...sources,
    chains: compilePortChains(port, groups, servers, context, fixed),
    jumps: compileJumps(port, context),
    zoneRules: context.traits.zones
      ? compileZoneRules(port, zone, isStateless(port, first, context.options.ipset))
      : [],
    nat: context.traits.natAccept ? compileNat(port, context) : [],
  };
}

/** First those that the memory has, in its order, then the new ones in the order of the state. */
function acceptedParts(
  state: HostState,
  memory: HostMemory,
  before: HostParts | undefined,
  context: Context,
): ReadonlyMap<string, AcceptedPart> {
  const parts = new Map<string, AcceptedPart>();
  for (const kind of ['trusted', 'unfiltered'] as const) {
    const here = new Map<string, BoundPort>();
    for (const port of state.ports.values()) if (portKind(port) === kind) here.set(tapName(port.id), port);
    for (const device of [...memory[kind], ...here.keys()]) {
      const port = here.get(device);
      if (!port || parts.has(device)) continue;
      const old = before?.accepted.get(device);
      parts.set(device, old?.port === port && old.kind === kind ? old : acceptedPart(port, device, kind, context));
    }
  }
  return parts;
}

function acceptedPart(port: BoundPort, device: string, kind: AcceptedPart['kind'], context: Context): AcceptedPart {
  const hasRules = kind === 'unfiltered' || context.traits.trustedRules;
  const accepts = hasRules ? compileAccepts(port, kind, context) : { forward: [], input: [] };
  return { port, device, kind, ...accepts, nat: context.traits.natAccept ? compileNat(port, context) : [] };
}
