import type { Devices, ForwardingEntry, Link, LinkChange } from '../kernel/index.ts';
import type { HostState, PortId, PortreeveError } from '../model/index.ts';
import { type Clock, createBackOff } from '../sources/index.ts';
import { applyLinkChanges, deviceOf } from './link-changes.ts';
import type { AgentLog } from './log.ts';
import { type WiringOptions, type WiringPlan, createWiringPlanner } from './wiring.ts';

export interface WirerOptions {
  readonly devices: Devices;
  readonly wiring: WiringOptions;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: AgentLog;
  /** Something has to be tried again after the delay. */
  readonly again: (delayMs: number) => void;
}

/** The interfaces of a host as they were seen last, and the hand that changes them. */
export interface Wirer {
  /** They may have changed: `look` looks again. */
  stale(): void;
  /** Looks, if there is reason to. */
  look(): Promise<void>;
  plan(state: HostState, closed: ReadonlySet<PortId>, covered: ReadonlySet<string>): WiringPlan;
  /** Takes taps off their bridges. Throws if one stays on: its filters must then stay too. */
  unwire(changes: readonly LinkChange[]): Promise<void>;
  /** Does what can be done, and tries the rest again later. */
  wire(changes: readonly LinkChange[]): Promise<void>;
  links(): ReadonlyMap<string, Link>;
  /** Why devices are not as they should be. */
  errors(): ReadonlyMap<string, PortreeveError>;
}

const retryFirstMs = 500;
const retryLimitMs = 60_000;

export function createWirer({ devices, wiring, clock, random, log, again }: WirerOptions): Wirer {
  const retry = createBackOff({ firstMs: retryFirstMs, limitMs: retryLimitMs, random });
  const planWiring = createWiringPlanner(wiring);
  const forwarding = new Map<string, { readonly index: number; readonly entries: readonly ForwardingEntry[] }>();
  /** Devices that the kernel would not change, and until when they are left alone. */
  const refused = new Map<string, { readonly error: PortreeveError; readonly until: number }>();
  let links: ReadonlyMap<string, Link> = new Map();
  let isStale = true;

  async function look(): Promise<void> {
    // Before the look: a change during it is a reason for another one.
    isStale = false;
    const found = new Map((await devices.list()).map((link) => [link.name, link]));
    for (const [name, { index }] of forwarding) if (found.get(name)?.index !== index) forwarding.delete(name);
    for (const { kind, name, index } of found.values()) {
      if (kind !== 'vxlan' || forwarding.has(name)) continue;
      forwarding.set(name, { index, entries: await devices.forwarding(name) });
    }
    links = found;
  }

  async function wire(changes: readonly LinkChange[]): Promise<void> {
    const wished = new Set(changes.map(deviceOf));
    for (const device of refused.keys()) if (!wished.has(device)) refused.delete(device);
    if (refused.size === 0) retry.reset();
    // What was refused a moment ago is not tried at each event: those that the other changes make would keep it going.
    const now = clock.now();
    const due = changes.filter((change) => (refused.get(deviceOf(change))?.until ?? 0) <= now);
    if (due.length === 0) return;
    const errors = await applyLinkChanges(devices, due);
    for (const change of due) {
      if (!errors.has(deviceOf(change))) refused.delete(deviceOf(change));
      if ('device' in change) forwarding.delete(change.device);
    }
    await look();
    if (errors.size === 0) return;
    const delay = retry.next();
    for (const [device, error] of errors) {
      refused.set(device, { error, until: clock.now() + delay });
      log.warn('wiring_failed', { device, reason: error.message });
    }
    again(delay);
  }

  return {
    stale() {
      isStale = true;
    },
    async look() {
      if (isStale) await look();
    },
    plan(state, closed, covered) {
      const entries = new Map([...forwarding].map(([name, known]) => [name, known.entries]));
      return planWiring({ links, forwarding: entries, state, closed, covered });
    },
    async unwire(changes) {
      if (changes.length === 0) return;
      const errors = await applyLinkChanges(devices, changes);
      await look();
      // Gone is as good as off.
      for (const [name, error] of errors) if (links.get(name)?.master) throw error;
    },
    wire,
    links: () => links,
    errors: () => new Map([...refused].map(([device, { error }]) => [device, error])),
  };
}
