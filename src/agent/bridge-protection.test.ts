import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BridgeTable, type PortProtection, applyBridgeCommands, emptyBridgeTable } from '../netfilter/index.ts';
import { planHostProtection, splitProtection } from './bridge-protection.ts';

const devices = ['tap00000000-00', 'tap11111111-11', 'tap22222222-22'];
const macs = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02', 'fa:16:3e:00:00:03'];
const sources = ['10.0.0.5', '10.0.0.6', '10.1.0.0/16'];

const protections: fc.Arbitrary<ReadonlyMap<string, PortProtection>> = fc
  .subarray(devices)
  .chain((some) =>
    fc.tuple(
      ...some.map((device) =>
        fc.record({
          device: fc.constant(device),
          macs: fc.subarray(macs, { minLength: 1 }),
          arpSources: fc.option(fc.subarray(sources)),
        }),
      ),
    ),
  )
  .map((list) => new Map(list.map((one) => [one.device, one])));

const one: PortProtection = { device: 'tap1', macs: ['fa:16:3e:00:00:01'], arpSources: ['10.0.0.5'] };

function carriedOut(table: BridgeTable, commands: readonly (readonly string[])[]): BridgeTable {
  const result = applyBridgeCommands(table, commands);
  if (!result.isDone) throw new Error(`command ${result.index}: ${result.reason}`);
  return result.table;
}

/** Chains with their rules; jumps of different devices may stand in any order. */
function contents(table: BridgeTable): unknown {
  const jumps = [...(table.chains.get('PREROUTING')?.rules ?? [])].sort();
  const own = [...table.chains]
    .filter(([name]) => name.startsWith('neutron'))
    .map(([name, { rules }]) => [name, rules]);
  return { jumps, own: own.sort() };
}

describe('protection of a host', () => {
  test('what was planned step by step is what a fresh read of the table shows, and needs nothing more', () => {
    fc.assert(
      fc.property(fc.array(protections, { minLength: 1, maxLength: 5 }), (steps) => {
        let table: BridgeTable = emptyBridgeTable;
        let known = splitProtection(table);
        for (const wanted of steps) {
          const plan = planHostProtection(known, wanted);
          table = carriedOut(table, [...plan.add, ...plan.remove]);
          known = plan.after;
          const read = planHostProtection(splitProtection(table), wanted);
          expect([read.add, read.remove, read.touched]).toEqual([[], [], []]);
          expect([...read.after.tables].map(([device, t]) => [device, contents(t)]).sort()).toEqual(
            [...known.tables].map(([device, t]) => [device, contents(t)]).sort(),
          );
        }
      }),
    );
  });

  test('a protection that is the same object is not looked at', () => {
    const first = planHostProtection(splitProtection(emptyBridgeTable), new Map([['tap1', one]]));
    // A table that says something else would need commands, if it were compared.
    const odd = { ...first.after, tables: new Map([['tap1', emptyBridgeTable]]) };
    expect(planHostProtection(odd, new Map([['tap1', one]])).touched).toEqual([]);
    expect(planHostProtection(odd, new Map([['tap1', { ...one }]])).touched).toEqual(['tap1']);
  });

  test('what goes is told apart from what comes, since a tap must leave its bridge in between', () => {
    const first = planHostProtection(splitProtection(emptyBridgeTable), new Map([['tap1', one]]));
    const plan = planHostProtection(first.after, new Map([['tap2', { ...one, device: 'tap2' }]]));
    expect(plan.add.every((command) => command.join(' ').includes('tap2'))).toBe(true);
    expect(plan.remove.every((command) => command.join(' ').includes('tap1'))).toBe(true);
    expect([plan.add.length, plan.remove.length]).toEqual([8, 6]);
  });
});
