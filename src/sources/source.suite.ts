import { describe, expect, test } from 'vitest';
import { type HostState, PortreeveError } from '../model/index.ts';
import type { AgentHello, HostStateJson } from '../wire/index.ts';
import type { StateSource } from './state-source.ts';

/** One source, and the hand that changes what it is to find. */
export interface SourceBench {
  readonly source: StateSource;
  publish(state: HostStateJson): Promise<void>;
  /** Something that no agent can understand. */
  publishNonsense(): Promise<void>;
  close(): Promise<void>;
}

/** What every state source does. */
export function describeSource(name: string, open: () => Promise<SourceBench>): void {
  describe(`source ${name}`, () => {
    test('gives the state that is there', async () => {
      await using bench = await listen(open);
      await bench.publish(stateOf('a'));
      await bench.until(() => bench.groups().length > 0);
      expect(bench.groups()).toEqual([['a']]);
    });

    test('gives each change as a whole state, and ends with the newest', async () => {
      await using bench = await listen(open);
      await bench.publish(stateOf('a'));
      await bench.until(() => bench.groups().at(-1)?.[0] === 'a');
      await bench.publish(stateOf('a', 'b'));
      await bench.publish(stateOf('c'));
      await bench.until(() => bench.groups().at(-1)?.[0] === 'c');
      expect(bench.groups().every((groups) => ['a', 'a,b', 'c'].includes(groups.join()))).toBe(true);
    });

    test('calls back with nothing half known: nonsense is a typed error, and the next good state arrives', async () => {
      await using bench = await listen(open);
      await bench.publish(stateOf('a'));
      await bench.until(() => bench.groups().length > 0);
      await bench.publishNonsense();
      await bench.until(() => bench.lost.length > 0);
      expect(bench.lost.filter((error) => !(error instanceof PortreeveError))).toEqual([]);
      await bench.publish(stateOf('b'));
      await bench.until(() => bench.groups().at(-1)?.[0] === 'b');
      expect(bench.groups().filter((groups) => groups.join() !== 'a')).toEqual([['b']]);
    });

    test('revisions never go back', async () => {
      await using bench = await listen(open);
      for (const group of ['a', 'b', 'c']) {
        await bench.publish(stateOf(group));
        await bench.until(() => bench.groups().at(-1)?.[0] === group);
      }
      const revisions = bench.states.map(({ revision }) => revision);
      expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    });

    test('is silent after it was stopped', async () => {
      await using bench = await listen(open);
      await bench.publish(stateOf('a'));
      await bench.until(() => bench.groups().length > 0);
      await bench.stop();
      await bench.publish(stateOf('b')).catch(() => {});
      expect(bench.groups()).toEqual([['a']]);
    });
  });
}

/** A state that is told from others by its groups. */
function stateOf(...names: readonly string[]): HostStateJson {
  return {
    host: 'host-1',
    ports: [],
    security_groups: names.map((name) => ({
      id: `43e07d4f-0fdd-4fe0-988f-00000000000${name.charCodeAt(0).toString(16).at(-1)}`,
      name,
      security_group_rules: [],
    })),
  };
}

async function listen(open: () => Promise<SourceBench>) {
  const bench = await open();
  const states: HostState[] = [];
  const lost: unknown[] = [];
  const stop = await bench.source.watch({
    state: (state) => states.push(state),
    lost: (error) => lost.push(error),
    dumpRequested() {},
    hello: () => hello,
  });
  return {
    ...bench,
    states,
    lost,
    stop,
    groups: () => states.map(({ groups }) => [...groups.values()].map((group) => group.name)),
    until,
    async [Symbol.asyncDispose]() {
      await stop();
      await bench.close();
    },
  };
}

/** Waits for a condition, with a limit. */
export async function until(holds: () => boolean, limitMs = 10_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const hello: AgentHello = {
  agent_type: 'Linux bridge agent',
  binary: 'portreeve',
  version: '0',
  backend: 'memory',
  configurations: {
    tunneling_ip: null,
    tunnel_types: [],
    interface_mappings: {},
    bridge_mappings: {},
    devices: 0,
    extensions: [],
    l2_population: false,
  },
};
