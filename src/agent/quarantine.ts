import type { CompiledHost, Provenance } from '../compiler/index.ts';
import {
  type BoundPort,
  type HostState,
  type PortId,
  PortreeveError,
  type SecurityGroup,
  type SecurityGroupId,
  type SecurityGroupRule,
  type SecurityGroupRuleId,
} from '../model/index.ts';
import { type RulesetEdits, editAtLine, protectedDevice, tapName } from '../netfilter/index.ts';

/** One refused restore, as RESTORE_REJECTED tells it. */
export interface Refusal {
  readonly edits: RulesetEdits;
  readonly lineNumber: number;
  readonly line: string;
  readonly reason: string;
}

/**
 * What the kernel refused, kept out of the next compilations so that all else can be enforced. A security group rule only ever
 * allows, so leaving one out closes and never opens. What is refused for another reason than a group's rule takes its port
 * with it: that port is taken off its bridge. An object that changed gets another chance at once.
 */
export interface Quarantine {
  /** Blames somebody for a refusal; the error says whom and why. Undefined if nobody can be found: then all waits. */
  add(refusal: Refusal, compiled: CompiledHost, state: HostState): PortreeveError | undefined;
  /** The same for a command of ebtables, which names its device. */
  addCommand(command: string, reason: string, state: HostState): PortreeveError | undefined;
  /** Holds a port for a reason that is known already; whether it was there to be held. */
  hold(port: PortId, error: PortreeveError, state: HostState): boolean;
  /** The state without what is held; the same object if nothing is. Objects stay the same from call to call. */
  without(state: HostState): HostState;
  /** Ports that are not filtered as they should be, and why. */
  errors(state: HostState): ReadonlyMap<PortId, PortreeveError>;
  /** Ports that must pass nothing; the same object while they are the same. */
  closed(): ReadonlySet<PortId>;
  isEmpty(): boolean;
  /** Everybody gets another chance. */
  clear(): void;
}

interface Held<T> {
  /** As it was when it was refused. */
  readonly object: T;
  readonly error: PortreeveError;
}

export function createQuarantine(): Quarantine {
  const rules = new Map<SecurityGroupRuleId, Held<SecurityGroupRule> & { readonly group: SecurityGroupId }>();
  const ports = new Map<PortId, Held<BoundPort>>();
  let closed: ReadonlySet<PortId> = new Set();
  const trimmed = new Map<SecurityGroupId, { readonly from: SecurityGroup; readonly to: SecurityGroup }>();

  function add(refusal: Refusal, compiled: CompiledHost, state: HostState): PortreeveError | undefined {
    const { line, reason } = refusal;
    const { family } = refusal.edits;
    for (const why of whyOfLine(refusal, compiled)) {
      if (why.kind === 'securityGroupRule') {
        const rule = state.groups.get(why.group)?.rules.find(({ id }) => id === why.rule);
        if (!rule || rules.has(why.rule)) continue;
        const params = { line, reason, rule: why.rule, group: why.group, port: why.port };
        const error = new PortreeveError('RULE_REFUSED', params, { details: { ...params, family } });
        rules.set(why.rule, { object: rule, error, group: why.group });
        trimmed.clear();
        return error;
      }
      const error = close(why.port && state.ports.get(why.port), line, reason);
      if (error) return error;
    }
    return undefined;
  }

  function addCommand(command: string, reason: string, state: HostState): PortreeveError | undefined {
    const words = command.split(' ');
    const devices = new Set(words.map((word) => protectedDevice(word) ?? word));
    const port = [...state.ports.values()].find(({ id }) => devices.has(tapName(id)));
    return close(port, command, reason);
  }

  function close(port: BoundPort | undefined, line: string, reason: string): PortreeveError | undefined {
    if (!port || ports.has(port.id)) return undefined;
    const params = { line, reason, port: port.id };
    const error = new PortreeveError('PORT_REFUSED', params, { details: params });
    keepOut(port, error);
    return error;
  }

  function keepOut(port: BoundPort, error: PortreeveError): void {
    ports.set(port.id, { object: port, error });
    closed = new Set(ports.keys());
  }

  function forgetChanged(state: HostState): void {
    for (const [id, held] of rules) {
      if (state.groups.get(held.group)?.rules.find((rule) => rule.id === id) === held.object) continue;
      rules.delete(id);
      trimmed.clear();
    }
    for (const [id, held] of ports) if (state.ports.get(id) !== held.object) ports.delete(id);
    if (closed.size !== ports.size) closed = new Set(ports.keys());
  }

  function without(state: HostState): HostState {
    forgetChanged(state);
    if (rules.size === 0 && ports.size === 0) return state;
    const keptPorts = new Map(state.ports);
    for (const id of ports.keys()) keptPorts.delete(id);
    const groups = new Map(state.groups);
    for (const { group } of rules.values()) {
      const from = state.groups.get(group);
      if (from) groups.set(group, trim(from));
    }
    return { ...state, ports: keptPorts, groups };
  }

  function trim(group: SecurityGroup): SecurityGroup {
    const known = trimmed.get(group.id);
    if (known?.from === group) return known.to;
    const to = { ...group, rules: group.rules.filter((rule) => !rules.has(rule.id)) };
    trimmed.set(group.id, { from: group, to });
    return to;
  }

  function errors(state: HostState): ReadonlyMap<PortId, PortreeveError> {
    const held = new Map<PortId, PortreeveError>();
    for (const { group, error } of rules.values()) {
      for (const port of state.ports.values()) if (port.securityGroups.includes(group)) held.set(port.id, error);
    }
    for (const [id, { error }] of ports) held.set(id, error);
    return held;
  }

  return {
    add,
    addCommand,
    hold(id, error, state) {
      const port = state.ports.get(id);
      if (port) keepOut(port, error);
      return port !== undefined;
    },
    without,
    errors,
    closed: () => closed,
    isEmpty: () => rules.size === 0 && ports.size === 0,
    clear() {
      rules.clear();
      ports.clear();
      closed = new Set();
      trimmed.clear();
    },
  };
}

/** Why the line of a restore script is there; empty if it puts no rule. */
function whyOfLine({ edits, lineNumber }: Refusal, compiled: CompiledHost): readonly Provenance[] {
  const found = editAtLine(edits, lineNumber);
  if (!found || (found.edit.kind !== 'append' && found.edit.kind !== 'insert')) return [];
  const { chain, index } = found.edit;
  return compiled.why(edits.family, found.table, chain)[index] ?? [];
}
