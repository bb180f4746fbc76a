import type { BoundPort, HostState, SecurityGroup, SecurityGroupId } from '../../../model/index.ts';
import type { HostMemory } from '../../layout.ts';
import type { SetPart } from './compiled-sets.ts';
import type { GroupRemote } from './group-rules.ts';

/** A port as Neutron's agent knows it since it last asked for it. */
export interface KnownPort {
  readonly port: BoundPort;
  /** Remote groups that rules of the port's groups named then. */
  readonly remotes: ReadonlySet<string>;
}

/** Addresses of a remote group of either kind, as the agent last heard of them. */
export interface KnownRemote {
  readonly remote: GroupRemote;
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
}

/** Work that the agent noted and did not finish yet; see section "conntrack" of docs/explanation/neutron-layout.md. */
interface FlushNotes {
  /** Groups whose rules changed. */
  readonly rules: ReadonlySet<SecurityGroupId>;
  /** Remote groups that lost or won members, with the filtered ports that named them then. */
  readonly members: ReadonlyMap<string, readonly KnownPort[]>;
  /** Devices of ports that changed themselves. */
  readonly ports: ReadonlySet<string>;
}

/**
 * Everything that a running agent of Neutron knows. It is more than the state and the memory of the layout: the agent
 * learns of a change only when it asks, and what it did not ask for stays as it was.
 */
export interface AgentKnowledge {
  /** By device, in the order in which they became filtered. */
  readonly filtered: ReadonlyMap<string, KnownPort>;
  /** By device, in the order in which they became unfiltered. */
  readonly unfiltered: ReadonlyMap<string, KnownPort>;
  /** By device, in order of arrival. */
  readonly trusted: ReadonlyMap<string, BoundPort>;
  readonly groups: ReadonlyMap<SecurityGroupId, SecurityGroup>;
  readonly remotes: ReadonlyMap<string, KnownRemote>;
  /** Sets in the kernel, by name. */
  readonly sets: ReadonlyMap<string, SetPart>;
  readonly zones: HostMemory['zones'];
  /** Numbers that the oldest release makes up for its flushes, by the first 11 characters of the device. */
  readonly flushZones: ReadonlyMap<string, number>;
  readonly notes: FlushNotes;
  /** The state of the turn before. */
  readonly state: HostState | undefined;
}

/** An agent that just started; zones are what it found in the kernel. */
export function startedAgent(zones: HostMemory['zones']): AgentKnowledge {
  return {
    filtered: new Map(),
    unfiltered: new Map(),
    trusted: new Map(),
    groups: new Map(),
    remotes: new Map(),
    sets: new Map(),
    zones,
    flushZones: new Map(),
    notes: { rules: new Set(), members: new Map(), ports: new Set() },
    state: undefined,
  };
}
