import type {
  AddressGroup,
  AddressGroupId,
  BoundPort,
  HostState,
  PortId,
  SecurityGroupId,
} from '../../../model/index.ts';
import {
  type Family,
  type IpSet,
  type PrintedRules,
  type Ruleset,
  printCanonical,
  printCanonicalSets,
} from '../../../netfilter/index.ts';
import { type CompiledHost, type LayoutOptions, emptyMemory } from '../../layout.ts';
import { withForeign } from '../../with-foreign.ts';
import { type AgentKnowledge, startedAgent } from './agent-knowledge.ts';
import { createContext } from './context.ts';
import { createNeutronLayout } from './neutron-layout.ts';
import { agentTurn } from './turn.ts';

/** What a host holds after one step, and what was done to its connections on the way. */
export interface Step {
  /** As Neutron's agent knows the host, which is not always as it is; see `AgentKnowledge`. */
  readonly state: HostState;
  readonly compiled: CompiledHost;
  readonly rulesets: { readonly [f in Family]: Ruleset };
  readonly sets: readonly IpSet[];
  /** Conntrack commands, sorted and unique. */
  readonly commands: readonly string[];
}

/**
 * States that follow each other on one host whose agent keeps running, as Neutron's agent writes them. `existing`:
 * what the kernel held before; rules of others stay, and zones are read back from it.
 */
export function* compileSteps(
  states: Iterable<HostState>,
  options: LayoutOptions,
  existing: { readonly [f in Family]: Ruleset },
): Generator<Step> {
  const layout = createNeutronLayout(options);
  const context = createContext(options);
  let knowledge = startedAgent(options.profile === 'mitaka' ? emptyMemory.zones : layout.recall(existing).zones);
  for (const state of states) {
    const turn = agentTurn(knowledge, state, context);
    knowledge = turn.knowledge;
    const known = knownState(knowledge, state);
    const memory = {
      zones: knowledge.zones,
      trusted: [...knowledge.trusted.keys()],
      unfiltered: [...knowledge.unfiltered.keys()],
    };
    const compiled = layout.compile(known, memory);
    yield {
      state: known,
      compiled,
      rulesets: {
        ipv4: withForeign(existing.ipv4, compiled.rulesets.ipv4, context.prefix),
        ipv6: withForeign(existing.ipv6, compiled.rulesets.ipv6, context.prefix),
      },
      sets: [...knowledge.sets.values()].map(({ set }) => set),
      commands: turn.commands,
    };
  }
}

/** The host as the agent knows it. */
function knownState(knowledge: AgentKnowledge, state: HostState): HostState {
  const ports = new Map<PortId, BoundPort>();
  for (const { port } of [...knowledge.filtered.values(), ...knowledge.unfiltered.values()]) ports.set(port.id, port);
  for (const port of knowledge.trusted.values()) ports.set(port.id, port);
  const members = new Map<SecurityGroupId, readonly string[]>();
  const addressGroups = new Map<AddressGroupId, AddressGroup>();
  for (const { remote, ipv4, ipv6 } of knowledge.remotes.values()) {
    const addresses = [...ipv4, ...ipv6];
    if (remote.kind === 'group') members.set(remote.id, addresses);
    else addressGroups.set(remote.id, { id: remote.id, name: '', addresses });
  }
  for (const group of knowledge.groups.values()) {
    for (const { remote } of group.rules) {
      // What the agent knows no members of has none; it must not be looked up among the ports.
      if (remote.kind === 'group' && !members.has(remote.id)) members.set(remote.id, []);
    }
  }
  return { ...state, ports, groups: knowledge.groups, members, addressGroups };
}

/** The files of one step, in canonical form; see docs/reference/host-state.md. */
export function stepFiles(step: Step): Readonly<Record<'iptables.v4' | 'iptables.v6' | 'ipset' | 'conntrack', string>> {
  const printed: PrintedRules = new Map();
  return {
    'iptables.v4': printCanonical(step.rulesets.ipv4, printed),
    'iptables.v6': printCanonical(step.rulesets.ipv6, printed),
    ipset: printCanonicalSets(step.sets),
    conntrack: step.commands.map((command) => `${command}\n`).join(''),
  };
}
