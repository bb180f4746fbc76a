import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asId } from '../model/index.ts';
import { type Assertion, parseAssertion } from './assertion.ts';
import { servicesBetween } from './between.ts';
import { checkAssertions } from './check-assertions.ts';
import { isOfNetwork } from './cloud.ts';
import { crowds } from './crowd.arbitrary.ts';
import { difference, everyService, intersection, isNone } from './service-set.ts';
import { policyViews } from './view.ts';
import { cloudOf, group, port, rule, tcp } from './small-cloud.suite.ts';

const cloud = cloudOf(
  [
    port('web1', '10.0.0.1', ['web']),
    port('web2', '10.0.0.2', ['web']),
    port('db1', '10.0.0.9', ['db']),
    port('far', '10.0.0.1', ['web'], { networkId: asId('other') }),
  ],
  [
    group('web', rule('http', tcp(80))),
    group(
      'db',
      rule('sql', { ...tcp(5432), remote: { kind: 'group', id: asId('web') } }),
      rule('office', { ...tcp(22), remote: { kind: 'prefix', prefix: '192.0.2.0/24' } }),
    ),
    group('empty'),
  ],
);

describe('an assertion', () => {
  test.each([
    ['allow web → db tcp/5432', 'holds'],
    ['allow web -> db tcp/5432-5433', 'fails'],
    ['allow web→db tcp/5432', 'holds'],
    ['deny web->db tcp/5432', 'fails'],
    ['deny web db tcp/22', 'holds'],
    ['deny any → db tcp/22', 'fails'],
    ['deny any → db udp/53', 'holds'],
    ['allow any → web tcp/80', 'holds'],
    ['allow 0.0.0.0/0 → web tcp/80', 'holds'],
    ['allow any → db tcp/22', 'fails'],
    ['allow 192.0.2.7 → db tcp/22', 'holds'],
    ['allow 192.0.2.0/23 → db tcp/22', 'fails'],
    ['deny 192.0.3.0/24 → db tcp/22', 'holds'],
    ['deny 192.0.0.0/16 → db tcp/22', 'fails'],
    ['deny db → web1 tcp/80', 'fails'],
    ['deny web → db icmp/8', 'holds'],
    ['allow web → empty tcp/1', 'nobody'],
    ['allow nobody → db tcp/1', 'nobody'],
    ['allow far → db1 tcp/5432', 'nobody'],
  ])('%s: %s', (text, kind) => {
    expect(checkAssertions(cloud, [parseAssertion(text) as Assertion])[0]?.kind).toBe(kind);
  });

  test('that fails names two of whom it fails', () => {
    const assertion = parseAssertion('deny web → db tcp/5432') as Assertion;
    expect(checkAssertions(cloud, [assertion])).toEqual([{ kind: 'fails', from: 'id-web1', to: 'id-db1' }]);
  });

  test.each([
    ['', 'form'],
    ['permit web → db tcp/22', 'form'],
    ['allow web → db', 'form'],
    ['allow → db tcp/22', 'form'],
    ['allow web → db tcp/99999', 'service'],
    ['allow web → db tcp/30-20', 'service'],
    ['allow web → db icmp/300', 'service'],
    ['allow web → db nonsense/1', 'service'],
    ['allow web → 10.0.0.0/8 tcp/22', 'prefixAsTarget'],
  ])('%s is refused for its %s', (text, fault) => {
    expect(parseAssertion(text)).toBe(fault);
  });
});

test('of two instances, what is allowed holds as an assertion, and what is not holds as its denial', () => {
  const seen = { allow: 0, deny: 0 };
  fc.assert(
    fc.property(
      crowds(),
      fc.nat(5),
      fc.nat(5),
      fc.constantFrom('tcp/22', 'udp', 'icmp/8', 'any'),
      (state, i, j, text) => {
        const instances = [...state.ports.values()].filter((one) => !isOfNetwork(one));
        const [from, to] = [instances[i % instances.length], instances[j % instances.length]];
        if (!from || !to || from === to || from.networkId !== to.networkId) return;
        const [allow, deny] = ['allow', 'deny'].map((word) => parseAssertion(`${word} ${from.id} ${to.id} ${text}`));
        if (typeof allow !== 'object' || typeof deny !== 'object') throw new Error(text);
        const views = policyViews([state], { ipv4: everyService, ipv6: everyService });
        const passing = (['ipv4', 'ipv6'] as const).map((family) => servicesBetween(views, 0, from, to, family));
        const isAllowed = passing.some((set) => isNone(difference(allow.services, set)));
        const isDenied = passing.every((set) => isNone(intersection(deny.services, set)));
        const others = instances
          .map((one) => parseAssertion(`deny ${one.id} any tcp`))
          .filter((one) => typeof one === 'object');
        const [first, second] = checkAssertions(state, [allow, deny, ...others]);
        expect([first?.kind, second?.kind]).toEqual([isAllowed ? 'holds' : 'fails', isDenied ? 'holds' : 'fails']);
        if (isAllowed) seen.allow += 1;
        if (isDenied) seen.deny += 1;
      },
    ),
    { numRuns: 300 },
  );
  expect(Math.min(seen.allow, seen.deny)).toBeGreaterThan(5);
});
