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
import { portNames } from './port-names.ts';
import { isStateless } from './stateless.ts';
import { assignZones } from './zones.ts';

/** A filtered port and everything that was written for it alone. */
interface FilteredPart {
  readonly port: BoundPort;
  readonly device: string;
  readonly groups: readonly CompiledGroup[];
  readonly servers: NetworkServers;
  readonly zone: number;
  readonly stateless: boolean;
  readonly chains: PortChains;
  readonly jumps: PortJumps;
  readonly zoneRules: readonly Line[];
  readonly nat: readonly Line[];
}

/** A trusted or unfiltered port. */
interface AcceptedPart {
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
  const { filtered: ports, accepted: others } = sortPorts(state, before);
  const addresses = remoteAddresses(state, membersOf(state));
  const groups = compileGroups(ports, state, before, context, addresses);
  const serversOf = context.traits.serversBySource ? networkServers(state) : () => noServers;
  const zones = context.traits.zones ? assignZones(memory.zones, portsOf(ports), portsThatCount(state)) : memory.zones;

  const filtered = new Map<string, FilteredPart>();
  for (const { port, device, old } of ports) {
    const servers = serversOf(port.networkId);
    const zone = zones.get(zoneKey(port.networkId)) ?? 0;
    const isSame =
      old?.port === port && old.zone === zone && sameGroups(old, groups) && sameServers(old.servers, servers);
    filtered.set(device, isSame ? old : filteredPart({ port, device, groups, servers, zone }, old, context, fixed));
  }
  const accepted = acceptedParts(others, memory, before, context);
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

/** A filtered port, and what it came to before. */
interface SortedPort {
  readonly port: BoundPort;
  readonly device: string;
  readonly old: FilteredPart | undefined;
}

interface SortedPorts {
  /** By device. */
  readonly filtered: readonly SortedPort[];
  /** In the order of the state. */
  readonly accepted: readonly BoundPort[];
}

/**
 * Most changes leave nearly all ports as they are: those have their names and their order already, and a list that is
 * nearly sorted is sorted in one walk.
 */
function sortPorts(state: HostState, before: HostParts | undefined): SortedPorts {
  const known: SortedPort[] = [];
  for (const [device, old] of before?.filtered ?? []) {
    const port = state.ports.get(old.port.id);
    if (port && portKind(port) === 'filtered') known.push({ port, device, old });
  }
  const filtered: BoundPort[] = [];
  const accepted: BoundPort[] = [];
  for (const port of state.ports.values()) (portKind(port) === 'filtered' ? filtered : accepted).push(port);
  if (known.length === filtered.length && known.length === before?.filtered.size) return { filtered: known, accepted };
  const seen = new Set(known.map(({ port }) => port));
  const added = filtered.filter((port) => !seen.has(port));
  const sorted = known.concat(
    added.map((port) => {
      const device = tapName(port.id);
      return { port, device, old: before?.filtered.get(device) };
    }),
  );
  sorted.sort((a, b) => (a.device < b.device ? -1 : a.device > b.device ? 1 : 0));
  refuseCollisions(sorted);
  return { filtered: sorted, accepted };
}

/** Two ports whose chains would have one name are refused: each would get the other's rules. */
function refuseCollisions(sorted: readonly SortedPort[]): void {
  let previous: SortedPort | undefined;
  for (const each of sorted) {
    if (previous && previous.device.slice(0, 13) === each.device.slice(0, 13)) {
      const ids = { first: previous.port.id, second: each.port.id };
      throw new PortreeveError('PORT_CHAINS_COLLIDE', ids, { details: ids });
    }
    previous = each;
  }
}

function* portsOf(ports: readonly SortedPort[]): Iterable<BoundPort> {
  for (const { port } of ports) yield port;
}

function* portsThatCount(state: HostState): Iterable<BoundPort> {
  for (const port of state.ports.values()) if (portKind(port) !== 'trusted') yield port;
}

type CompiledGroups = ReadonlyMap<SecurityGroupId, CompiledGroup>;

function compileGroups(
  ports: readonly SortedPort[],
  state: HostState,
  before: HostParts | undefined,
  context: Context,
  addresses: RemoteAddresses,
): CompiledGroups {
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

/** The groups of a port, in its order. One that the state does not hold says nothing of the port. */
function groupsOf(port: BoundPort, groups: CompiledGroups): readonly CompiledGroup[] {
  return port.securityGroups.flatMap((id) => groups.get(id) ?? []);
}

function sameGroups(old: FilteredPart, groups: CompiledGroups): boolean {
  let at = 0;
  for (const id of old.port.securityGroups) {
    const group = groups.get(id);
    if (group === undefined) continue;
    if (old.groups[at] !== group) return false;
    at += 1;
  }
  return at === old.groups.length;
}

function sameServers(a: NetworkServers, b: NetworkServers): boolean {
  return a === b || (sameItems(a.dhcp, b.dhcp) && sameItems(a.routers, b.routers));
}

interface Sources extends Pick<FilteredPart, 'port' | 'device' | 'servers' | 'zone'> {
  readonly groups: CompiledGroups;
}

function filteredPart(
  { port, device, groups: all, servers, zone }: Sources,
  old: FilteredPart | undefined,
  context: Context,
  fixed: FixedLines,
): FilteredPart {
  const groups = groupsOf(port, all);
  const first = groups.find((group) => group.group.id === port.securityGroups[0]);
  const stateless = isStateless(port, first, context.options.ipset);
  // What depends on the device and the network alone is kept, so that the chains which all ports share stay the same.
  const same = old?.port.id === port.id && old.port.networkId === port.networkId ? old : undefined;
  const keepsZone = same?.zone === zone && same.stateless === stateless ? same : undefined;
  const names = portNames(device, context);
  return {
    port,
    device,
    groups,
    servers,
    zone,
    stateless,
    chains: compilePortChains(port, names, groups, servers, context, fixed),
    jumps: same?.jumps ?? compileJumps(port, names, context),
    zoneRules: keepsZone?.zoneRules ?? (context.traits.zones ? compileZoneRules(port, zone, stateless) : []),
    nat: same?.nat ?? (context.traits.natAccept ? compileNat(port, context) : []),
  };
}

/** First those that the memory has, in its order, then the new ones in the order of the state. */
function acceptedParts(
  ports: readonly BoundPort[],
  memory: HostMemory,
  before: HostParts | undefined,
  context: Context,
): ReadonlyMap<string, AcceptedPart> {
  const parts = new Map<string, AcceptedPart>();
  for (const kind of ['trusted', 'unfiltered'] as const) {
    const here = new Map<string, BoundPort>();
    for (const port of ports) if (portKind(port) === kind) here.set(tapName(port.id), port);
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
