import {
  type BoundPort,
  type HostState,
  type SecurityGroup,
  type SecurityGroupId,
  membersOf,
  sameData,
} from '../../../model/index.ts';
import { tapName } from '../../../netfilter/index.ts';
import { createApply } from './agent-apply.ts';
import type { AgentKnowledge, KnownPort } from './agent-knowledge.ts';
import type { Context } from './context.ts';

/** What a turn of the agent's loop ends with. */
export interface Turn {
  readonly knowledge: AgentKnowledge;
  /** Conntrack commands, sorted and unique. */
  readonly commands: readonly string[];
}

/**
 * One turn of the loop of Neutron's agent, from the state that it saw last to the next: what changed is noted, then new
 * ports are set up, changed and touched ones refreshed, and ports that are gone removed, each of them one apply.
 */
export function agentTurn(before: AgentKnowledge, state: HostState, context: Context): Turn {
  const apply = createApply(before, state, context);
  const touched = new Set([...touchedByRules(before, state, apply), ...touchedByMembers(before, state, apply)]);
  const old = before.state?.ports;
  const added: BoundPort[] = [];
  const refreshed: BoundPort[] = [];
  for (const port of state.ports.values()) {
    const previous = old?.get(port.id);
    const device = tapName(port.id);
    if (!previous) {
      added.push(port);
    } else if (!sameData(previous, port)) {
      apply.notePort(device);
      refreshed.push(port);
    } else if (touched.has(device)) {
      refreshed.push(port);
    }
  }
  const gone = [...(old?.values() ?? [])].filter((port) => !state.ports.has(port.id));
  if (added.length > 0) apply.setUp(added);
  if (refreshed.length > 0 || gone.some((port) => touched.has(tapName(port.id)))) apply.refresh(refreshed);
  if (gone.length > 0) apply.remove(gone.map((port) => tapName(port.id)));
  return apply.end();
}

type Apply = ReturnType<typeof createApply>;

/** Devices with a group whose rules changed. The groups are noted only if there is such a device. */
function touchedByRules(before: AgentKnowledge, state: HostState, apply: Apply): readonly string[] {
  const changed = new Set<SecurityGroupId>();
  for (const [id, group] of state.groups) {
    const old = before.state?.groups.get(id);
    if (old && (!sameRules(old, group) || namesChangedAddresses(group, before.state, state))) changed.add(id);
  }
  const devices = knownPorts(before)
    .filter(({ port }) => port.securityGroups.some((id) => changed.has(id)))
    .map(({ port }) => tapName(port.id));
  if (devices.length > 0) apply.noteRules(changed);
  return devices;
}

function sameRules(a: SecurityGroup, b: SecurityGroup): boolean {
  return a.stateful === b.stateful && sameData(a.rules, b.rules);
}

function namesChangedAddresses(group: SecurityGroup, before: HostState | undefined, state: HostState): boolean {
  return group.rules.some(({ remote }) => {
    if (remote.kind !== 'addressGroup') return false;
    return !sameData(
      before?.addressGroups.get(remote.id)?.addresses ?? [],
      state.addressGroups.get(remote.id)?.addresses ?? [],
    );
  });
}

/** Devices whose rules name a remote group whose members changed. */
function touchedByMembers(before: AgentKnowledge, state: HostState, apply: Apply): readonly string[] {
  if (!before.state) return [];
  const oldMembers = membersOf(before.state);
  const members = membersOf(state);
  const known = knownPorts(before);
  const named = new Set(known.flatMap(({ remotes }) => [...remotes]));
  const devices: string[] = [];
  for (const id of named) {
    const group = id as SecurityGroupId;
    if (sameMembers(oldMembers(group), members(group))) continue;
    apply.noteMembers(group);
    for (const { port, remotes } of known) if (remotes.has(group)) devices.push(tapName(port.id));
  }
  return devices;
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  const left = new Set(a);
  const right = new Set(b);
  return left.size === right.size && [...left].every((address) => right.has(address));
}

function knownPorts({ filtered, unfiltered }: AgentKnowledge): readonly KnownPort[] {
  return [...filtered.values(), ...unfiltered.values()];
}
