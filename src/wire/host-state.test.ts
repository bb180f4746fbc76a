import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostStates } from '../model/host-state.arbitrary.ts';
import { applyHostDelta, diffHostState } from '../model/index.ts';
import { hostDeltaJson, parseHostDelta } from './host-delta.ts';
import { hostStateJson, parseHostState } from './host-state.ts';

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
          if (!delta.groups?.set.some(([changed]) => changed === id)) expect(group).toBe(before.groups.get(id));
        }
      }),
    );
  });
});

/** Members of a group have no order. */
function sorted(members: ReadonlyMap<string, readonly string[]>) {
  return new Map([...members].map(([group, list]) => [group, [...list].sort()]));
}
