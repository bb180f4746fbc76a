import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Kernel, createMemoryKernel } from '../kernel/index.ts';
import type { HostState } from '../model/index.ts';
import { hostStates } from '../model/host-state.arbitrary.ts';
import {
  type Family,
  diff,
  diffSets,
  parseBridgeSave,
  parseSave,
  parseSets,
  planProtection,
  portProtection,
  printCanonical,
  printCanonicalSets,
  printRestore,
  tapName,
} from '../netfilter/index.ts';
import { coveredDevices } from './committed.ts';
import type { Agent } from './run-agent.ts';
import { type Call, type Trial, createTrial } from './trial.suite.ts';

/** What may happen to a host, in any order. */
type Event =
  | { readonly kind: 'state'; readonly state: HostState }
  | { readonly kind: 'refuse'; readonly call: Call; readonly times: number }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'moment' }
  | { readonly kind: 'kill' }
  | { readonly kind: 'tap'; readonly index: number; readonly isThere: boolean }
  | { readonly kind: 'meddle'; readonly script: string; readonly family: Family };

const events: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: hostStates({ ports: 4, groups: 3, rules: 3 }).map((state) => ({ kind: 'state', state }) as const),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('refuse' as const),
      call: fc.constantFrom<Call[]>('restore', 'sets', 'bridge', 'links', 'connections', 'read'),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'moment' } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: 'kill' } as const) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('tap' as const), index: fc.nat({ max: 3 }), isThere: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('meddle' as const),
      family: fc.constantFrom<Family[]>('ipv4', 'ipv6'),
      script: fc.constantFrom(
        '*filter\n-F neutron-linuxbri-sg-chain\nCOMMIT\n',
        '*filter\n-F FORWARD\nCOMMIT\n',
        '*filter\n-I neutron-linuxbri-sg-fallback 1 -j ACCEPT\nCOMMIT\n',
        '*raw\n-F neutron-linuxbri-PREROUTING\nCOMMIT\n',
        '*filter\n:somebody - [0:0]\n-A somebody -j DROP\nCOMMIT\n',
      ),
    }),
  },
);

test('any interleaving of changes, failures, kills and meddling ends in the state of one clean apply', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(events, { minLength: 1, maxLength: 25 }), hostStates(), async (list, last) => {
      const trial = createTrial({ rescanIntervalMs: 120_000 });
      let agent: Agent = await trial.start();
      let meddled = false;
      const taps = [...last.ports.keys()].map(tapName);
      let failedOpen: string | undefined;
      let revision = 0;
      trial.onDeed = async () => {
        // Whoever meddles opens the host until the audit; that is not the agent's order of doing things.
        if (!meddled) failedOpen ??= await openTapOf(trial);
      };
      for (const event of list) {
        switch (event.kind) {
          case 'state':
            revision += 1;
            trial.give({ ...event.state, revision });
            break;
          case 'refuse':
            trial.refuse(event.call, event.times);
            break;
          case 'time':
            await trial.clock.advance(event.ms);
            break;
          case 'moment':
            await new Promise((resolve) => setImmediate(resolve));
            break;
          case 'kill':
            trial.kill();
            agent = await trial.start();
            break;
          case 'tap': {
            const name = taps[event.index];
            if (name === undefined) break;
            if (event.isThere) trial.devices.addTap(name);
            else trial.devices.remove(name);
            break;
          }
          case 'meddle':
            meddled = true;
            await trial.kernel.restore(event.family, [event.script]).catch(() => {});
            break;
        }
      }
      trial.give({ ...last, revision: revision + 1 });
      await trial.clock.advance(12 * 60_000);
      expect(failedOpen).toBe(undefined);
      expect(trial.lastReport()).toMatchObject({ revision: revision + 1, error: null });
      await expectClean(trial, last);
      await agent.stop();
    }),
    { numRuns: 40 },
  );
}, 120_000);

/** The kernel holds what one apply to an untouched kernel makes, and nothing of ours besides. */
async function expectClean({ kernel, layout }: Trial, state: HostState): Promise<void> {
  const read = async (from: Kernel, family: Family) => parseSave(await from.save(family), family).ruleset;
  // Zones and the order of arrival are history, which a clean host has not: it is given this one's.
  const memory = layout.recall({ ipv4: await read(kernel, 'ipv4'), ipv6: await read(kernel, 'ipv6') });
  const clean = createMemoryKernel();
  const wanted = layout.compile(state, memory);
  const sets = [...wanted.sets.values()].map(({ set }) => set);
  await clean.restoreSets(diffSets([], sets, layout).before);
  for (const family of ['ipv4', 'ipv6'] as const) {
    const edits = diff(await read(clean, family), wanted.rulesets[family], layout);
    await clean.restore(family, printRestore(edits));
    const own = (text: string) => text.split('\n').filter((line) => !line.includes('somebody'));
    expect(own(printCanonical(await read(kernel, family)))).toEqual(own(printCanonical(await read(clean, family))));
  }
  expect(printCanonicalSets(parseSets(await kernel.saveSets()).sets)).toBe(
    printCanonicalSets(parseSets(await clean.saveSets()).sets),
  );
  const protections = [...state.ports.values()].flatMap((port) => portProtection(port) ?? []);
  expect(planProtection(parseBridgeSave(await kernel.saveBridge()), protections)).toEqual([]);
}

/** A tap on a bridge that the rules of some family do not name. */
async function openTapOf({ kernel, devices, layout }: Trial): Promise<string | undefined> {
  const read = async (family: Family) => parseSave(await kernel.save(family), family).ruleset;
  const covered = coveredDevices({ ipv4: await read('ipv4'), ipv6: await read('ipv6') }, kernel.families, layout);
  const taps = (await devices.list()).filter(({ name, master }) => name.startsWith('tap') && master !== null);
  return taps.find(({ name }) => !covered.has(name))?.name;
}
