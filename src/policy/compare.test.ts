import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BoundPort, HostState, PortId } from '../model/index.ts';
import { comparePolicies } from './compare.ts';
import { type PolicyCloud, isOfNetwork } from './cloud.ts';
import { crowds } from './crowd.arbitrary.ts';
import { type ServiceSet, difference, intersection, isEqual, isNone, noService, union } from './service-set.ts';
import { type IpFamily, type PolicyView, families, policyViews } from './view.ts';

/** A cloud and what becomes of it: some of its ports, groups and address groups are those of another one. */
const changes = fc.tuple(crowds(), crowds(), fc.infiniteStream(fc.boolean())).map(([before, other, coins]) => {
  const next = () => coins.next().value === true;
  const mixed = <K, V>(was: ReadonlyMap<K, V>, is: ReadonlyMap<K, V>): ReadonlyMap<K, V> => {
    const out = new Map<K, V>();
    for (const [key, value] of was) out.set(key, next() ? value : (is.get(key) ?? value));
    for (const [key, value] of is) if (!was.has(key) && next()) out.set(key, value);
    for (const key of was.keys()) if (next() && next() && next()) out.delete(key);
    return out;
  };
  const cloudOf = ({ ports, groups, addressGroups }: HostState): PolicyCloud => ({ ports, groups, addressGroups });
  const after: PolicyCloud = {
    ports: mixed(before.ports, other.ports),
    groups: mixed(before.groups, other.groups),
    addressGroups: mixed(before.addressGroups, other.addressGroups),
  };
  return [cloudOf(before), after] as const;
});

function between(view: PolicyView, from: BoundPort, to: BoundPort, family: IpFamily): ServiceSet {
  const [a, b] = [view.looksOf(from), view.looksOf(to)];
  return intersection(view.sendsOut(a, b, family), view.takesIn(b, a, family));
}

describe('what a change of security groups does', () => {
  test('is told of every pair of instances, and of no other', () => {
    let seen = 0;
    fc.assert(
      fc.property(changes, ([before, after]) => {
        const [old, now] = policyViews([before, after]) as [PolicyView, PolicyView];
        const { allowed, blocked, counts } = comparePolicies(before, after);
        const told = (list: typeof allowed, from: PortId, to: PortId, family: IpFamily) =>
          list
            .filter((one) => one.family === family && one.from.includes(from) && one.to.includes(to))
            .reduce((sum, one) => union(sum, one.services), noService);
        const pairs = { allowed: 0, blocked: 0 };
        for (const from of after.ports.values()) {
          for (const to of after.ports.values()) {
            const [a, b] = [before.ports.get(from.id), before.ports.get(to.id)];
            const isPair = from !== to && from.networkId === to.networkId && ![from, to].some(isOfNetwork);
            if (!isPair || a === undefined || b === undefined || isOfNetwork(a) || isOfNetwork(b)) continue;
            let [opens, closes] = [false, false];
            for (const family of families) {
              const [was, is] = [between(old, a, b, family), between(now, from, to, family)];
              const [more, less] = [difference(is, was), difference(was, is)];
              expect(isEqual(told(allowed, from.id, to.id, family), more)).toBe(true);
              expect(isEqual(told(blocked, from.id, to.id, family), less)).toBe(true);
              opens ||= !isNone(more);
              closes ||= !isNone(less);
            }
            if (opens) pairs.allowed += 1;
            if (closes) pairs.blocked += 1;
          }
        }
        expect([counts.allowed, counts.blocked]).toEqual([pairs.allowed, pairs.blocked]);
        seen += pairs.allowed + pairs.blocked;
      }),
      { numRuns: 100 },
    );
    expect(seen).toBeGreaterThan(20);
  });

  test('is nothing when nothing changes, and turned round when the change is', () => {
    fc.assert(
      fc.property(changes, ([before, after]) => {
        expect(comparePolicies(before, before)).toMatchObject({ allowed: [], blocked: [], opened: [], closed: [] });
        const [there, back] = [comparePolicies(before, after), comparePolicies(after, before)];
        expect([back.counts.allowed, back.counts.blocked]).toEqual([there.counts.blocked, there.counts.allowed]);
        expect([back.opened.length, back.closed.length]).toEqual([there.closed.length, there.opened.length]);
      }),
    );
  });
});
