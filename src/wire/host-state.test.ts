import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostStates } from '../model/host-state.arbitrary.ts';
import {
  type SecurityGroupRule,
  type SecurityGroupRuleId,
  applyHostDelta,
  asId,
  diffHostState,
} from '../model/index.ts';
import { hostDeltaJson, parseHostDelta } from './host-delta.ts';
import { hostStateJson, parseHostState } from './host-state.ts';

const anyRule: SecurityGroupRule = {
  id: asId('r'),
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: null,
  portRangeMin: null,
  portRangeMax: null,
  remote: { kind: 'any' },
};
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a host state on the wire', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(hostStates(), (state) => {
        expect(parseHostState(overTheWire(hostStateJson(state)))).toEqual(state);
      }),
    );
  });

  test('goes from one state to another by its delta', () => {
    fc.assert(
      fc.property(hostStates(), hostStates(), (before, after) => {
        const delta = diffHostState(before, after);
        const read = parseHostDelta(overTheWire(hostDeltaJson(delta)), delta.from, delta.to);
        expect(read).toEqual(delta);
        const result = applyHostDelta(before, read);
        expect({ ...result, members: sorted(result.members) }).toEqual({ ...after, members: sorted(after.members) });
      }),
    );
  });

  test('says a change of a few rules of a group by these rules', () => {
    const edits = fc.array(fc.tuple(fc.constantFrom('drop', 'add', 'change', 'swap'), fc.nat(100)), { maxLength: 4 });
    fc.assert(
      fc.property(hostStates(), edits, fc.nat(5), (before, steps, which) => {
        const group = [...before.groups.values()][which];
        if (group === undefined) return;
        const rules = [...group.rules];
        for (const [what, n] of steps) {
          const at = n % (rules.length + 1);
          const rule = rules[at];
          const fresh = { ...(rules[0] ?? anyRule), id: asId<SecurityGroupRuleId>(`new-${n}-${rules.length}`) };
          if (what === 'add') rules.splice(at, 0, fresh);
          else if (rule === undefined) continue;
          else if (what === 'drop') rules.splice(at, 1);
          else if (what === 'change') rules[at] = { ...rule, protocol: '47', portRangeMin: null, portRangeMax: null };
          else rules.push(...rules.splice(at, 1));
        }
        const groups = new Map(before.groups).set(group.id, { ...group, rules });
        const after = { ...before, revision: before.revision + 1, groups };
        const delta = diffHostState(before, after);
        const read = parseHostDelta(overTheWire(hostDeltaJson(delta)), delta.from, delta.to);
        expect(read).toEqual(delta);
        expect(applyHostDelta(before, read)).toEqual(after);
        const isOneOfMany = steps.length === 1 && rules.length > 4 && steps[0]?.[0] !== 'swap';
        if (isOneOfMany) expect([delta.groups, delta.ruleChanges.length]).toEqual([undefined, expect.any(Number)]);
      }),
    );
  });

  test('keeps what a delta does not touch as the same objects', () => {
    fc.assert(
      fc.property(hostStates(), hostStates(), (before, other) => {
        const after = { ...before, revision: before.revision + 1, groups: other.groups };
        const delta = diffHostState(before, after);
        const read = parseHostDelta(overTheWire(hostDeltaJson(delta)), delta.from, delta.to);
        const result = applyHostDelta(before, read);
        expect(result.ports).toBe(before.ports);
        expect(result.members).toBe(before.members);
        for (const [id, group] of result.groups) {
          const isTouched =
            delta.groups?.set.some(([changed]) => changed === id) || delta.ruleChanges.some((one) => one.group === id);
          if (!isTouched) expect(group).toBe(before.groups.get(id));
        }
      }),
    );
  });
});

/** Members of a group have no order. */
function sorted(members: ReadonlyMap<string, readonly string[]>) {
  return new Map([...members].map(([group, list]) => [group, [...list].sort()]));
}
