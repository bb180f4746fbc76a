import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BoundPort,
  type HostState,
  type PortId,
  type SecurityGroup,
  type SecurityGroupId,
  type SecurityGroupRule,
  asId,
} from '../model/index.ts';
import { servicesBetween } from './between.ts';
import { comparePolicies } from './compare.ts';
import { type PolicyCloud, isFiltered, isOfNetwork } from './cloud.ts';
import { crowds } from './crowd.arbitrary.ts';
import { idsOf } from './port-set.ts';
import type { PairChange } from './rows.ts';
import { cloudOf, group, port, rule, tcp } from './small-cloud.suite.ts';
import { serviceTexts } from './service-text.ts';
import { type ServiceSet, difference, everyService, isNone, noService, servicesOfRule, union } from './service-set.ts';
import { type IpFamily, type Span, directions, families, isWithin, spanOf, traitsOf } from './traits.ts';
import { policyViews } from './view.ts';

/**
 * A cloud and what becomes of it: some of its ports, groups and address groups are those of another one. Mostly few,
 * as what is not looked at is what did not change.
 */
const changes = fc
  .tuple(crowds(), crowds(), fc.infiniteStream(fc.nat(63)), fc.constantFrom(3, 10, 32, 32))
  .map(([before, other, dice, share]) => {
    const hits = (shareOf64: number) => dice.next().value < shareOf64;
    const mixed = <K, V>(was: ReadonlyMap<K, V>, is: ReadonlyMap<K, V>, half: (was: V, is: V) => V) => {
      const out = new Map<K, V>();
      for (const [key, value] of was) {
        const next = is.get(key);
        out.set(key, next !== undefined && hits(share) ? half(value, next) : value);
      }
      for (const [key, value] of is) if (!was.has(key) && hits(share)) out.set(key, value);
      for (const key of was.keys()) if (hits(share / 4)) out.delete(key);
      return out;
    };
    const whole = <V>(_: V, is: V) => is;
    const oneRule = (was: SecurityGroup, is: SecurityGroup) =>
      hits(32) ? { ...was, rules: [...was.rules.slice(hits(32) ? 1 : 0), ...is.rules.slice(-1)] } : is;
    const stateOf = ({ ports, groups, addressGroups }: HostState): PolicyCloud => ({ ports, groups, addressGroups });
    const after: PolicyCloud = {
      ports: mixed(before.ports, other.ports, whole),
      groups: mixed(before.groups, other.groups, oneRule),
      addressGroups: mixed(before.addressGroups, other.addressGroups, whole),
    };
    return [stateOf(before), after] as const;
  });

/** By whole rules, of one state and one pair alone. */
function between(cloud: PolicyCloud) {
  const views = policyViews([cloud], { ipv4: everyService, ipv6: everyService });
  return (from: BoundPort, to: BoundPort, family: IpFamily) => servicesBetween(views, 0, from, to, family);
}

/** Whether all of `from` may newly do it with all of `to`. */
function isOfEach({ from, to, pairs }: PairChange): boolean {
  const both = idsOf(from).filter((id) => idsOf(to).includes(id)).length;
  return pairs === from.count * to.count - both;
}

/** What a port lets through with every address of the span, rule by rule. */
function whole(cloud: PolicyCloud, port: BoundPort, direction: SecurityGroupRule['direction'], span: Span): ServiceSet {
  if (!isFiltered(port)) return everyService;
  const rules = port.securityGroups.flatMap((id) => cloud.groups.get(id)?.rules ?? []);
  return rules
    .filter((rule) => rule.direction === direction && rule.ethertype === `IPv${span.version}`)
    .filter(({ remote }) => {
      if (remote.kind === 'any') return true;
      const list = remote.kind === 'addressGroup' ? (cloud.addressGroups.get(remote.id)?.addresses ?? []) : [];
      const texts = remote.kind === 'prefix' ? [remote.prefix] : list;
      return texts.some((text) => isWithin(span, spanOf(text) ?? { version: 4, first: -1n, length: 32 }));
    })
    .reduce((sum, rule) => union(sum, servicesOfRule(rule)), noService);
}

/** Prefixes that rules name, and single addresses in none. */
function spansIn({ groups, addressGroups }: PolicyCloud): readonly Span[] {
  const named = [...groups.values()].flatMap(({ rules }) => rules.map(({ remote }) => remote));
  const prefixes = named.flatMap((remote) => (remote.kind === 'prefix' ? [remote.prefix] : []));
  const listed = [...addressGroups.values()].flatMap(({ addresses }) => addresses);
  return ['8.8.8.8', '2600::1', ...prefixes, ...listed].flatMap((text) => spanOf(text) ?? []);
}

function hasVersion(version: number, ...ports: readonly BoundPort[]): boolean {
  return ports.some((port) => traitsOf(port).addresses[version === 4 ? 'ipv4' : 'ipv6'].length > 0);
}

describe('what a change of security groups does', () => {
  test('is told of every pair of instances, and of no other', () => {
    let seen = 0;
    fc.assert(
      fc.property(changes, ([before, after]) => {
        const [wasBetween, isBetween] = [between(before), between(after)];
        const { allowed, blocked, counts } = comparePolicies(before, after);
        const told = (list: readonly PairChange[], from: PortId, to: PortId, family: IpFamily) =>
          list
            .filter((one) => one.family === family && idsOf(one.from).includes(from) && idsOf(one.to).includes(to))
            .reduce((sum, one) => union(sum, one.services), noService);
        const expectTold = (
          list: readonly PairChange[],
          from: PortId,
          to: PortId,
          family: IpFamily,
          is: ServiceSet,
        ) => {
          const exact = list.filter(isOfEach);
          expect(isNone(difference(is, told(list, from, to, family)))).toBe(true);
          expect(isNone(difference(told(exact, from, to, family), is))).toBe(true);
        };
        const times = new Map<string, number>();
        const note = (verdict: string, family: IpFamily, set: ServiceSet, by: number) => {
          if (isNone(set)) return;
          const key = JSON.stringify([verdict, family, serviceTexts(set)]);
          times.set(key, (times.get(key) ?? 0) + by);
        };
        const pairs = { allowed: 0, blocked: 0 };
        for (const from of after.ports.values()) {
          for (const to of after.ports.values()) {
            const [a, b] = [before.ports.get(from.id), before.ports.get(to.id)];
            const isPair = from !== to && from.networkId === to.networkId && ![from, to].some(isOfNetwork);
            if (!isPair || a === undefined || b === undefined || isOfNetwork(a) || isOfNetwork(b)) continue;
            let [opens, closes] = [false, false];
            for (const family of families) {
              const [was, is] = [wasBetween(a, b, family), isBetween(from, to, family)];
              const [more, less] = [difference(is, was), difference(was, is)];
              expectTold(allowed, from.id, to.id, family, more);
              expectTold(blocked, from.id, to.id, family, less);
              note('allowed', family, more, 1);
              note('blocked', family, less, 1);
              opens ||= !isNone(more);
              closes ||= !isNone(less);
            }
            if (opens) pairs.allowed += 1;
            if (closes) pairs.blocked += 1;
          }
        }
        expect([counts.allowed, counts.blocked]).toEqual([pairs.allowed, pairs.blocked]);
        for (const one of allowed) note('allowed', one.family, one.services, -one.pairs);
        for (const one of blocked) note('blocked', one.family, one.services, -one.pairs);
        expect([...times].filter(([, left]) => left !== 0)).toEqual([]);
        seen += pairs.allowed + pairs.blocked;
      }),
      { numRuns: 200 },
    );
    expect(seen).toBeGreaterThan(20);
  });

  test('is told in one where many may do the same, though not each with each', () => {
    const names = Array.from({ length: 8 }, (_, index) => `app${index}`);
    const from = (id: string) => ({ ...tcp(22), remote: { kind: 'group' as const, id: asId<SecurityGroupId>(id) } });
    const ports = names.map((name, index) => port(name, `10.0.0.${index + 1}`, ['all', name]));
    const groups = names.map((name, index) => group(name, rule(name, from(names[(index + 1) % 8] ?? ''))));
    const before = cloudOf(ports, [group('all'), ...groups]);
    const after = cloudOf(ports, [group('all', rule('ssh', tcp(22))), ...groups]);
    const { allowed, blocked, counts } = comparePolicies(before, after);
    expect(allowed.map(({ from: a, to, pairs }) => [a.count, to.count, pairs])).toEqual([[8, 8, 48]]);
    expect([blocked, counts]).toEqual([[], { allowed: 48, blocked: 0, unchanged: 8 }]);
    const one = comparePolicies(
      before,
      cloudOf(ports, [group('all'), ...groups.slice(1), group('app0', rule('s', tcp(22)))]),
    );
    expect(one.allowed.map(({ from: a, to, pairs }) => [idsOf(a).length, idsOf(to), pairs])).toEqual([
      [7, ['id-app0'], 6],
    ]);
  });

  test('is told of every address that is newly let in or out, and of none that was', () => {
    let seen = 0;
    fc.assert(
      fc.property(changes, ([before, after]) => {
        const { opened } = comparePolicies(before, after);
        for (const is of after.ports.values()) {
          const was = before.ports.get(is.id);
          if (was === undefined || isOfNetwork(is) || isOfNetwork(was)) continue;
          for (const direction of directions) {
            for (const span of spansIn(after).filter(({ version }) => hasVersion(version, was, is))) {
              const [old, now] = [whole(before, was, direction, span), whole(after, is, direction, span)];
              const told = opened
                .filter(({ opening, ports }) => opening.direction === direction && idsOf(ports).includes(is.id))
                .filter(({ opening }) => isWithin(span, spanOf(opening.prefix) as Span))
                .reduce((sum, { services }) => union(sum, services), noService);
              expect(isNone(difference(difference(now, old), told))).toBe(true);
              expect(isNone(difference(told, now))).toBe(true);
              if (!isNone(told)) seen += 1;
            }
          }
        }
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
