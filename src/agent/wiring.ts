import { type ForwardingEntry, type Link, type LinkChange, floodMac } from '../kernel/index.ts';
import type { BoundPort, HostState, NetworkId, NetworkSegment, PortId } from '../model/index.ts';
import { bridgeName, tapName, vxlanName } from '../netfilter/index.ts';
import type { ErrorCode, Params } from '../words/index.ts';

/** How this host reaches the others. */
export interface WiringOptions {
  /** Own address for tunnels; null: no tunnelled networks here. */
  readonly tunnelIp: string | null;
  readonly vxlanPort: number;
  /** Interface of each physical network ("physnet1" -> "eth1"). */
  readonly physical: ReadonlyMap<string, string>;
}

export interface WiringInput {
  readonly links: ReadonlyMap<string, Link>;
  /** Static forwarding entries of the tunnel devices that exist, by device. */
  readonly forwarding: ReadonlyMap<string, readonly ForwardingEntry[]>;
  readonly state: HostState;
  /** Ports whose filters may not be written now: they stay off their bridge. */
  readonly closed: ReadonlySet<PortId>;
  /** Devices that the rules in the kernel name: filtered already. */
  readonly covered: ReadonlySet<string>;
}

export interface WiringPlan {
  /** Before any filter changes: taps that must pass nothing. */
  readonly unwire: readonly LinkChange[];
  /** After the filters are committed. */
  readonly wire: readonly LinkChange[];
  /** Bridges and tunnels that nothing needs any more, last. */
  readonly cleanUp: readonly LinkChange[];
  /** Networks that do not reach the other hosts, and why. */
  readonly problems: ReadonlyMap<NetworkId, WiringProblem>;
}

export interface WiringProblem {
  readonly code: Extract<
    ErrorCode,
    'NO_TUNNEL_IP' | 'NETWORK_UNMAPPED' | 'INTERFACE_MISSING' | 'INTERFACE_NAME_LONG' | 'INTERFACE_TAKEN'
  >;
  readonly params: Params;
}

/** Word on the bridges that an agent made: only those may go again, whichever process of it comes to it. */
const ownWord = 'portreeve';
/** Longest name of an interface that the kernel takes. */
const maxInterfaceName = 15;

/**
 * What to change on a host's interfaces so that each port of the state hangs on its network. Pure; a host that is
 * right yields empty lists.
 */
export function planWiring(input: WiringInput, options: WiringOptions): WiringPlan {
  const problems = new Map<NetworkId, WiringProblem>();
  const wire: LinkChange[] = [];
  const needed = new Set<string>();
  for (const [network, ports] of portsByNetwork(input.state)) {
    wireNetwork(network, ports, input, options, { wire, needed, problems });
  }
  return { unwire: unwire(input), wire, cleanUp: cleanUp(input, needed, options), problems };
}

/**
 * Plans wiring, and gives the last plan again when nothing that it came from is another object. Whoever changes what hangs on
 * the interfaces (forwarding) looks at them again, and gets other `links`.
 */
export function createWiringPlanner(options: WiringOptions): (input: WiringInput) => WiringPlan {
  let last: { readonly input: WiringInput; readonly plan: WiringPlan } | undefined;
  return (input) => {
    if (!last || !sameInput(last.input, input)) last = { input, plan: planWiring(input, options) };
    return last.plan;
  };
}

function sameInput(a: WiringInput, b: WiringInput): boolean {
  return (
    a.state.ports === b.state.ports &&
    a.state.networks === b.state.networks &&
    a.links === b.links &&
    a.closed === b.closed &&
    a.covered === b.covered
  );
}

/** Whether the port's packets are filtered: trusted ports and those with port security off pass everything anyway. */
export function isFiltered(port: BoundPort): boolean {
  return port.portSecurityEnabled && !port.deviceOwner.startsWith('network:');
}

interface Out {
  readonly wire: LinkChange[];
  /** Devices that a network of the state uses. */
  readonly needed: Set<string>;
  readonly problems: Map<NetworkId, WiringProblem>;
}

function wireNetwork(
  network: NetworkId,
  ports: readonly BoundPort[],
  input: WiringInput,
  options: WiringOptions,
  out: Out,
): void {
  const bridge = bridgeName(network);
  const segment = input.state.networks.get(network);
  out.needed.add(bridge);
  const existing = input.links.get(bridge);
  if (!existing) out.wire.push({ kind: 'addBridge', name: bridge }, { kind: 'setAlias', name: bridge, alias: ownWord });
  if (!existing?.isUp) out.wire.push({ kind: 'setUp', name: bridge, up: true });
  if (segment) {
    const problem = wireUplink(segment, bridge, input, options, out);
    if (problem) out.problems.set(network, problem);
  }
  for (const port of ports) {
    const tap = input.links.get(tapName(port.id));
    if (tap && !input.closed.has(port.id)) wireTap(port, tap, bridge, segment, input, out);
  }
}

function wireTap(
  port: BoundPort,
  tap: Link,
  bridge: string,
  segment: NetworkSegment | undefined,
  input: WiringInput,
  out: Out,
): void {
  const { name } = tap;
  if (segment && segment.mtu > 0 && tap.mtu !== segment.mtu) {
    out.wire.push({ kind: 'setMtu', name, mtu: segment.mtu });
  }
  // One that `unwire` took off its bridge a moment ago is put back.
  const master = mustLeave(tap, port, input) ? null : tap.master;
  if (master !== bridge) out.wire.push({ kind: 'setMaster', name, master: bridge });
  if (tap.isUp !== port.adminStateUp) out.wire.push({ kind: 'setUp', name, up: port.adminStateUp });
}

function wireUplink(
  segment: NetworkSegment,
  bridge: string,
  input: WiringInput,
  options: WiringOptions,
  out: Out,
): WiringProblem | undefined {
  switch (segment.networkType) {
    case 'local':
      return undefined;
    case 'vxlan':
      return wireTunnel(segment, bridge, input, options, out);
    case 'flat':
    case 'vlan':
      return wirePhysical(segment, bridge, input, options, out);
  }
}

function wireTunnel(
  segment: NetworkSegment,
  bridge: string,
  input: WiringInput,
  { tunnelIp, vxlanPort }: WiringOptions,
  out: Out,
): WiringProblem | undefined {
  if (tunnelIp === null) return { code: 'NO_TUNNEL_IP', params: { network: segment.id } };
  const vni = segment.segmentationId ?? 0;
  const name = vxlanName(vni);
  if (out.needed.has(name)) return { code: 'INTERFACE_TAKEN', params: { network: segment.id, name } };
  out.needed.add(name);
  const found = input.links.get(name);
  const isRight = found?.vxlan?.vni === vni && found.vxlan.local === tunnelIp && found.vxlan.port === vxlanPort;
  const existing = isRight ? found : undefined;
  // What a tunnel was made with cannot be changed: one that is wrong is made anew.
  if (found && !isRight) out.wire.push({ kind: 'delete', name });
  if (!existing) {
    out.wire.push({ kind: 'addVxlan', name, vni, local: tunnelIp, port: vxlanPort, mtu: segment.mtu });
  }
  joinBridge(name, existing, bridge, existing ? segment.mtu : 0, out);
  const wanted = new Set(segment.tunnelEndpoints.filter((address) => address !== tunnelIp));
  const entries = existing ? (input.forwarding.get(name) ?? []) : [];
  const flood = entries.filter((entry) => entry.mac === floodMac);
  for (const { destination } of flood) {
    if (!wanted.delete(destination)) {
      out.wire.push({ kind: 'deleteForwarding', device: name, mac: floodMac, destination });
    }
  }
  for (const destination of wanted) out.wire.push({ kind: 'addForwarding', device: name, mac: floodMac, destination });
  return undefined;
}

function wirePhysical(
  segment: NetworkSegment,
  bridge: string,
  input: WiringInput,
  { physical }: WiringOptions,
  out: Out,
): WiringProblem | undefined {
  const physnet = segment.physicalNetwork ?? '';
  const parent = physical.get(physnet);
  if (parent === undefined) return { code: 'NETWORK_UNMAPPED', params: { network: segment.id, physnet } };
  if (!input.links.has(parent)) return { code: 'INTERFACE_MISSING', params: { network: segment.id, name: parent } };
  const vlan = segment.networkType === 'vlan' ? segment.segmentationId : null;
  const name = vlan === null ? parent : `${parent}.${vlan}`;
  if (name.length > maxInterfaceName) return { code: 'INTERFACE_NAME_LONG', params: { network: segment.id, name } };
  if (out.needed.has(name)) return { code: 'INTERFACE_TAKEN', params: { network: segment.id, name } };
  out.needed.add(name);
  const existing = input.links.get(name);
  if (!existing && vlan !== null) out.wire.push({ kind: 'addVlan', name, parent, vlan });
  // A physical interface keeps the MTU that its owner gave it.
  joinBridge(name, existing, bridge, 0, out);
  return undefined;
}

function joinBridge(name: string, link: Link | undefined, bridge: string, mtu: number, out: Out): void {
  if (mtu > 0 && link && link.mtu !== mtu) out.wire.push({ kind: 'setMtu', name, mtu });
  if (link?.master !== bridge) out.wire.push({ kind: 'setMaster', name, master: bridge });
  if (!link?.isUp) out.wire.push({ kind: 'setUp', name, up: true });
}

/**
 * Taps that leave their bridge before rules change: those of ports that left (their filters are about to go), and those that
 * somebody wired before their filters were there. A tap that no rule names and no port has is not ours to touch.
 */
function unwire(input: WiringInput): LinkChange[] {
  const ports = new Map([...input.state.ports.values()].map((port) => [tapName(port.id), port]));
  const changes: LinkChange[] = [];
  for (const link of input.links.values()) {
    if (link.master === null || !link.name.startsWith('tap')) continue;
    const port = ports.get(link.name);
    const leaves = port ? mustLeave(link, port, input) : input.covered.has(link.name);
    if (leaves) changes.push({ kind: 'setMaster', name: link.name, master: null });
  }
  return changes;
}

function mustLeave(tap: Link, port: BoundPort, input: WiringInput): boolean {
  if (tap.master === null) return false;
  if (input.closed.has(port.id)) return true;
  return isFiltered(port) && !input.covered.has(tap.name);
}

function cleanUp(input: WiringInput, needed: ReadonlySet<string>, options: WiringOptions): LinkChange[] {
  const mapped = new Set(options.physical.values());
  const changes: LinkChange[] = [];
  for (const { name: bridge, kind, alias } of input.links.values()) {
    if (kind !== 'bridge' || alias !== ownWord || needed.has(bridge)) continue;
    const members = [...input.links.values()].filter(({ master }) => master === bridge);
    // Somebody else's interface still hangs there.
    if (!members.every((member) => isUplink(member, mapped) || isLeaving(member, input))) continue;
    for (const member of members) {
      if (needed.has(member.name) || !isUplink(member, mapped)) continue;
      if (mapped.has(member.name)) changes.push({ kind: 'setMaster', name: member.name, master: null });
      else changes.push({ kind: 'delete', name: member.name });
    }
    changes.push({ kind: 'delete', name: bridge });
  }
  return changes;
}

function isLeaving(link: Link, input: WiringInput): boolean {
  return link.name.startsWith('tap') && input.covered.has(link.name);
}

/** A tunnel, a VLAN of a mapped interface, or a mapped interface itself: what this agent hangs on a bridge. */
function isUplink(link: Link, mapped: ReadonlySet<string>): boolean {
  if (mapped.has(link.name)) return true;
  if (link.kind === 'vxlan') return link.name.startsWith('vxlan-');
  return link.kind === 'vlan' && mapped.has(link.name.slice(0, link.name.lastIndexOf('.')));
}

function portsByNetwork(state: HostState): Map<NetworkId, BoundPort[]> {
  const networks = new Map<NetworkId, BoundPort[]>();
  for (const port of state.ports.values()) {
    const ports = networks.get(port.networkId);
    if (ports) ports.push(port);
    else networks.set(port.networkId, [port]);
  }
  return networks;
}
