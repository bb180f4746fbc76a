import {
  type BoundPort,
  type Ethertype,
  type HostState,
  type SecurityGroup,
  type SecurityGroupId,
  type SecurityGroupRule,
  membersOf,
  parseAddress,
} from '../../../model/index.ts';
import { type Family, setName, tapName } from '../../../netfilter/index.ts';
import { type ConnectionFilter, printFlush } from '../../connections.ts';
import { zoneKey } from '../../layout.ts';
import type { AgentKnowledge, KnownPort, KnownRemote } from './agent-knowledge.ts';
import { compileSet } from './compiled-sets.ts';
import type { Context } from './context.ts';
import { type GroupRemote, remoteAddresses, restricting, ruleFields, withLength } from './group-rules.ts';
import { portKind } from './port-kind.ts';
import { isOfFamily } from './source-pairs.ts';
import { assignZones } from './zones.ts';

const families: readonly (readonly [Family, Ethertype])[] = [
  ['ipv4', 'IPv4'],
  ['ipv6', 'IPv6'],
];

/**
 * The applies of one turn. An apply asks for the ports that it is about, and so learns the rules of their groups and
 * the members of the remote groups that those name, and nothing else; it writes the rules of all ports, and ends with
 * the conntrack commands for what is no longer allowed and with the sets that nobody names any more.
 */
export function createApply(before: AgentKnowledge, state: HostState, context: Context) {
  const { traits, options } = context;
  const filtered = new Map(before.filtered);
  const unfiltered = new Map(before.unfiltered);
  const trusted = new Map(before.trusted);
  const groups = new Map(before.groups);
  const remotes = new Map(before.remotes);
  const sets = new Map(before.sets);
  const flushZones = new Map(before.flushZones);
  const ruleNotes = new Set(before.notes.rules);
  const memberNotes = new Map(before.notes.members);
  const portNotes = new Set(before.notes.ports);
  const commands = new Set<string>();
  const addresses = remoteAddresses(state, membersOf(state));
  let zones = before.zones;

  /** What was known when the apply began. */
  const snapshot = () => ({ filtered: new Map(filtered), groups: new Map(groups), remotes: new Map(remotes) });

  /** The server's answer for some ports. Trusted ones are not in it. */
  function learn(ports: readonly BoundPort[]): ReadonlyMap<string, KnownPort> {
    const answer = new Map<string, KnownPort>();
    const brought = new Map<string, { readonly remote: GroupRemote; readonly ethertypes: Set<Ethertype> }>();
    for (const port of ports) {
      if (portKind(port) === 'trusted') continue;
      const named = new Set<string>();
      for (const id of port.securityGroups) {
        const group = state.groups.get(id);
        if (!group) continue;
        groups.set(id, group);
        for (const { remote, ethertype } of group.rules) {
          if (remote.kind !== 'group' && !(remote.kind === 'addressGroup' && traits.addressGroupSets)) continue;
          if (remote.kind === 'group') named.add(remote.id);
          const entry = brought.get(remote.id) ?? { remote, ethertypes: new Set<Ethertype>() };
          entry.ethertypes.add(ethertype);
          brought.set(remote.id, entry);
        }
      }
      answer.set(tapName(port.id), { port, remotes: named });
    }
    for (const { remote, ethertypes } of brought.values()) learnMembers(remote, ethertypes);
    return answer;
  }

  function learnMembers(remote: GroupRemote, ethertypes: ReadonlySet<Ethertype>): void {
    const now = addresses(remote);
    const ofFamily = (family: Family, ethertype: Ethertype) =>
      ethertypes.has(ethertype) ? now.filter((address) => isOfFamily(address, family)) : [];
    remotes.set(remote.id, { remote, ipv4: ofFamily('ipv4', 'IPv4'), ipv6: ofFamily('ipv6', 'IPv6') });
    if (!options.ipset) return;
    const noted = memberNotes.get(remote.id) ?? [];
    memberNotes.delete(remote.id);
    for (const [family, ethertype] of families) {
      if (!ethertypes.has(ethertype)) continue;
      const name = setName(ethertype, remote.id);
      const list = ofFamily(family, ethertype);
      const left = missing(setEntries(sets.get(name)?.addresses ?? []), setEntries(list));
      for (const entry of left) for (const known of noted) flushRemote(known, family, withoutLength(entry));
      sets.set(name, compileSet({ name, family, remote }, list));
    }
  }

  function place(device: string, known: KnownPort): void {
    const isFiltered = portKind(known.port) === 'filtered';
    (isFiltered ? filtered : unfiltered).set(device, known);
    (isFiltered ? unfiltered : filtered).delete(device);
  }

  function finish(start: ReturnType<typeof snapshot>): void {
    const count = [...filtered.values(), ...unfiltered.values()].map(({ port }) => port);
    const sorted = [...filtered].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { port }]) => port);
    if (traits.zones) zones = assignZones(zones, sorted, count);
    flushDeletedRules(start.groups);
    flushLostGroups(start.filtered);
    if (!options.ipset) flushLeftMembers(start.remotes);
    forgetRemotes(start.remotes);
    const used = new Set([...filtered.values()].flatMap(({ port }) => port.securityGroups));
    for (const id of groups.keys()) if (!used.has(id)) groups.delete(id);
  }

  function flushDeletedRules(old: ReadonlyMap<SecurityGroupId, SecurityGroup>): void {
    for (const id of ruleNotes) {
      const now = new Set(driverRules(groups.get(id), options.ipset).map(({ key }) => key));
      const deleted = driverRules(old.get(id), options.ipset).filter(({ key }) => !now.has(key));
      if (deleted.length === 0) continue;
      for (const known of filtered.values()) {
        if (!known.port.securityGroups.includes(id)) continue;
        for (const { rule, protocol } of deleted) {
          const direction = rule.direction === 'ingress' ? 'to' : 'from';
          flush(known, rule.ethertype === 'IPv4' ? 'ipv4' : 'ipv6', direction, { ...(protocol && { protocol }) });
        }
      }
      ruleNotes.delete(id);
    }
  }

  function flushLostGroups(old: ReadonlyMap<string, KnownPort>): void {
    for (const device of portNotes) {
      const now = filtered.get(device);
      const lost = old.get(device)?.port.securityGroups.some((id) => !now?.port.securityGroups.includes(id));
      if (!now || lost !== true) continue;
      flushAll(now);
      portNotes.delete(device);
    }
  }

  /** Without sets nobody asks what left a set: the lists themselves are compared, and members named as they were given. */
  function flushLeftMembers(old: ReadonlyMap<string, KnownRemote>): void {
    for (const [id, noted] of memberNotes) {
      for (const [family] of families) {
        for (const member of missing(old.get(id)?.[family] ?? [], remotes.get(id)?.[family] ?? [])) {
          for (const known of noted) flushRemote(known, family, member);
        }
      }
    }
    memberNotes.clear();
  }

  /** Sets go only if they were known before this apply, so one that nobody ever named outlives the apply that made it. */
  function forgetRemotes(old: ReadonlyMap<string, KnownRemote>): void {
    const named = new Set<string>();
    for (const { port } of filtered.values()) {
      for (const id of port.securityGroups) {
        for (const { remote, ethertype } of groups.get(id)?.rules ?? []) {
          const restriction = restricting(remote, context);
          if (restriction) named.add(setName(ethertype, restriction.id) + restriction.id);
        }
      }
    }
    for (const id of old.keys()) {
      const unnamed = families.map(([, ethertype]) => setName(ethertype, id)).filter((name) => !named.has(name + id));
      for (const name of unnamed) sets.delete(name);
      if (unnamed.length === families.length) remotes.delete(id);
    }
  }

  function flushAll(known: KnownPort): void {
    for (const [family] of families) flushRemote(known, family, undefined);
  }

  /** Both directions; the oldest release thinks only of what goes to the instance. */
  function flushRemote(known: KnownPort, family: Family, remote: string | undefined): void {
    const rest = remote === undefined ? {} : { remote };
    flush(known, family, 'to', rest);
    if (traits.flushesFully) flush(known, family, 'from', rest);
  }

  function flush(
    { port }: KnownPort,
    family: Family,
    direction: ConnectionFilter['direction'],
    rest: Pick<ConnectionFilter, 'protocol' | 'remote'>,
  ): void {
    const zone = traits.zones ? zones.get(zoneKey(port.networkId)) : madeUpZone(tapName(port.id).slice(0, 11));
    if (zone === undefined) return;
    for (const { ipAddress } of port.fixedIps) {
      if (!isOfFamily(ipAddress, family)) continue;
      const address = parseAddress(ipAddress) ?? ipAddress;
      commands.add(printFlush({ family, zone, direction, address, ...rest }));
    }
  }

  /** The oldest release counts ports, in numbers that no rule ever sets: its flushes find nothing. */
  function madeUpZone(key: string): number {
    const zone = flushZones.get(key) ?? Math.max(0, ...flushZones.values()) + 1;
    flushZones.set(key, zone);
    return zone;
  }

  return {
    noteRules: (ids: Iterable<SecurityGroupId>): void => {
      for (const id of ids) ruleNotes.add(id);
    },
    noteMembers: (id: SecurityGroupId): void => {
      const devices = [...before.filtered.values()].filter((known) => known.remotes.has(id));
      if (devices.length > 0) memberNotes.set(id, [...(memberNotes.get(id) ?? []), ...devices]);
    },
    notePort: (device: string): void => {
      portNotes.add(device);
    },
    setUp: (ports: readonly BoundPort[]): void => {
      const start = snapshot();
      for (const [device, known] of learn(ports)) place(device, known);
      for (const port of ports) {
        const device = tapName(port.id);
        if (portKind(port) === 'trusted' && !filtered.has(device) && !unfiltered.has(device)) trusted.set(device, port);
      }
      finish(start);
    },
    /** An update is heard only by a port that has rules: a trusted one stays trusted, whoever owns it. */
    refresh: (ports: readonly BoundPort[]): void => {
      const start = snapshot();
      for (const [device, known] of learn(ports)) {
        if (filtered.has(device) || unfiltered.has(device)) place(device, known);
      }
      finish(start);
    },
    remove: (devices: readonly string[]): void => {
      const start = snapshot();
      for (const device of devices) {
        const known = filtered.get(device);
        if (known && traits.flushesFully) flushAll(known);
        filtered.delete(device);
        unfiltered.delete(device);
        trusted.delete(device);
      }
      finish(start);
    },
    end: (): { readonly knowledge: AgentKnowledge; readonly commands: readonly string[] } => ({
      knowledge: {
        filtered,
        unfiltered,
        trusted,
        groups,
        remotes,
        sets,
        zones,
        flushZones,
        notes: { rules: ruleNotes, members: memberNotes, ports: portNotes },
        state,
      },
      commands: [...commands].sort(),
    }),
  };
}

/** Rules in the words of the driver: for IPv6 it renames ICMP in the rules that it has written. */
function driverRules(group: SecurityGroup | undefined, ipset: boolean) {
  return (group?.rules ?? []).map((rule) => {
    const isIcmpv6 = rule.ethertype === 'IPv6' && (rule.protocol === 'icmp' || rule.protocol === 'icmpv6');
    const isCopied = !ipset && rule.remote.kind !== 'any' && rule.remote.kind !== 'prefix';
    const driverRule: SecurityGroupRule = isIcmpv6 && !isCopied ? { ...rule, protocol: 'ipv6-icmp' } : rule;
    const { protocol } = driverRule;
    const word = protocol === '0' ? 'ip' : isIcmpv6 ? 'ipv6-icmp' : protocol;
    return { rule, protocol: word, key: `${ruleFields(driverRule)} ${group?.stateful}` };
  });
}

/** Entries of a set as the driver remembers them: with length, in halves where a set takes no `/0`. */
function setEntries(addresses: readonly string[]): readonly string[] {
  return addresses.flatMap((address) => {
    const entry = withLengthKept(address);
    if (!entry.endsWith('/0')) return [entry];
    return entry.includes(':') ? ['::/1', '8000::/1'] : ['0.0.0.0/1', '128.0.0.0/1'];
  });
}

/** Canonical spelling with length; host bits stay. */
function withLengthKept(member: string): string {
  const slash = member.indexOf('/');
  if (slash < 0) return withLength(member);
  return `${parseAddress(member.slice(0, slash)) ?? member.slice(0, slash)}${member.slice(slash)}`;
}

function withoutLength(cidr: string): string {
  return cidr.slice(0, cidr.indexOf('/'));
}

function missing(before: readonly string[], after: readonly string[]): readonly string[] {
  const now = new Set(after);
  return before.filter((item) => !now.has(item));
}
