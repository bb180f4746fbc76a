import { type Layout, createNeutronLayout, defaultLayoutOptions } from '../compiler/index.ts';
import {
  type Devices,
  type Kernel,
  type LinkChange,
  type MemoryDevices,
  type MemoryKernel,
  createMemoryDevices,
  createMemoryKernel,
} from '../kernel/index.ts';
import { type HostState, PortreeveError } from '../model/index.ts';
import { type ManualClock, type SourceListener, type StateSource, createManualClock } from '../sources/index.ts';
import type { HostDump, HostReport } from '../wire/index.ts';
import { type FlushJournal, createMemoryJournal } from './flush-journal.ts';
import { type Agent, type AgentOptions, runAgent } from './run-agent.ts';

/** What an agent did to its host, in order. */
export type Deed =
  | { readonly kind: 'restore'; readonly family: string; readonly script: string }
  | { readonly kind: 'sets'; readonly script: string }
  | { readonly kind: 'bridge'; readonly commands: readonly string[] }
  | { readonly kind: 'links'; readonly changes: readonly LinkChange[] }
  | { readonly kind: 'connections'; readonly filters: readonly string[] }
  | { readonly kind: 'read' };

/** Kinds of calls that a trial can let fail. */
export type Call = Deed['kind'];

/** A host in memory, with agents that come, fail and die on it. */
export interface Trial {
  readonly clock: ManualClock;
  readonly kernel: MemoryKernel;
  readonly devices: MemoryDevices;
  readonly layout: Layout;
  readonly journal: FlushJournal;
  /** Of all agents so far; reads are left out unless asked for. */
  readonly deeds: Deed[];
  readonly reports: HostReport[];
  readonly dumps: HostDump[];
  /** Runs an agent; one at a time. */
  start(): Promise<Agent>;
  /** The process is gone from one moment to the next: no call of it has an effect any more. */
  kill(): void;
  give(state: HostState): void;
  askForDump(id: string): void;
  /** The next so many calls of the kind are refused before they do anything. */
  refuse(call: Call, times: number): void;
  /** Looked at after every call that changed something. */
  onDeed: (() => Promise<void>) | undefined;
  lastReport(): HostReport;
}

export function createTrial(
  options: AgentOptions = {},
  layout: Layout = createNeutronLayout(defaultLayoutOptions),
): Trial {
  const clock = createManualClock(1_000_000);
  const kernel = createMemoryKernel();
  const devices = createMemoryDevices();
  const journal = createMemoryJournal();
  const deeds: Deed[] = [];
  const reports: HostReport[] = [];
  const dumps: HostDump[] = [];
  const refusals = new Map<Call, number>();
  let current: HostState | undefined;
  let listener: SourceListener | undefined;
  let life: { isAlive: boolean } = { isAlive: false };

  /** What a process says after its death nobody hears. */
  const sourceOf = (own: { readonly isAlive: boolean }): StateSource => ({
    async watch(given) {
      listener = given;
      if (current) given.state(current);
      return async () => {
        if (listener === given) listener = undefined;
      };
    },
    report: (report) => own.isAlive && reports.push(report),
    async answerDump(_id, dump) {
      if (own.isAlive) dumps.push(dump);
    },
  });

  /** A call of one agent: dead ones do nothing, refused ones fail, others are noted and done. */
  function call<T>(own: { readonly isAlive: boolean }, deed: Deed, work: () => Promise<T>): Promise<T> {
    if (!own.isAlive) return new Promise(() => {});
    const left = refusals.get(deed.kind) ?? 0;
    if (left > 0) {
      refusals.set(deed.kind, left - 1);
      return Promise.reject(
        new PortreeveError('PROGRAM_FAILED', { program: deed.kind, reason: 'as told', command: '' }),
      );
    }
    if (deed.kind !== 'read') deeds.push(deed);
    return work().finally(async () => {
      if (own.isAlive && deed.kind !== 'read') await trial.onDeed?.();
    });
  }

  function kernelOf(own: { readonly isAlive: boolean }): Kernel {
    return {
      ...kernel,
      save: (...args) => call(own, { kind: 'read' }, () => kernel.save(...args)),
      saveSets: (...args) => call(own, { kind: 'read' }, () => kernel.saveSets(...args)),
      saveBridge: () => call(own, { kind: 'read' }, () => kernel.saveBridge()),
      restore(family, script) {
        const text = [...script].join('');
        return call(own, { kind: 'restore', family, script: text }, () => kernel.restore(family, [text]));
      },
      restoreSets(script) {
        const text = [...script].join('');
        return call(own, { kind: 'sets', script: text }, () => kernel.restoreSets([text]));
      },
      bridge: (commands) =>
        call(own, { kind: 'bridge', commands: commands.map((words) => words.join(' ')) }, () =>
          kernel.bridge(commands),
        ),
      deleteConnections: (filters) =>
        call(own, { kind: 'connections', filters: filters.map((words) => words.join(' ')) }, () =>
          kernel.deleteConnections(filters),
        ),
    };
  }

  function devicesOf(own: { readonly isAlive: boolean }): Devices {
    return {
      ...devices,
      list: () => call(own, { kind: 'read' }, () => devices.list()),
      forwarding: (name) => call(own, { kind: 'read' }, () => devices.forwarding(name)),
      apply: (changes) => call(own, { kind: 'links', changes }, () => devices.apply(changes)),
      watch: (changed, failed) => devices.watch(() => own.isAlive && changed(), failed),
    };
  }

  const trial: Trial = {
    clock,
    kernel,
    devices,
    layout,
    journal,
    deeds,
    reports,
    dumps,
    onDeed: undefined,
    start() {
      life = { isAlive: true };
      return runAgent({
        host: 'host-1',
        source: sourceOf(life),
        kernel: kernelOf(life),
        devices: devicesOf(life),
        layout,
        clock,
        journal,
        random: () => 0.5,
        options: { tunnelIp: '10.88.0.11', ...options },
      });
    },
    kill() {
      life.isAlive = false;
      listener = undefined;
    },
    give(state) {
      current = state;
      listener?.state(state);
    },
    askForDump: (id) => listener?.dumpRequested(id),
    refuse(kind, times) {
      refusals.set(kind, times);
    },
    lastReport() {
      const report = reports.at(-1);
      if (!report) throw new Error('nothing was reported');
      return report;
    },
  };
  return trial;
}
