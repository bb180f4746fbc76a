import { describe, expect, test } from 'vitest';
import { type SecurityGroupId, asId } from '../model/index.ts';
import { groupMatrix } from './group-matrix.ts';
import { serviceTexts } from './service-text.ts';
import { servicesBetween } from './between.ts';
import { cloudOf, group, port, rule, tcp } from './small-cloud.suite.ts';
import { everyService, isEqual, union, noService } from './service-set.ts';
import { policyViews } from './view.ts';

const id = (text: string): SecurityGroupId => asId(text);
const [web, db, jump] = [id('web'), id('db'), id('jump')];

const cloud = cloudOf(
  [
    port('web01', '10.0.0.1', ['web']),
    port('web02', '10.0.0.2', ['web']),
    port('db01', '10.0.0.11', ['db']),
    port('db02', '10.0.0.12', ['db', 'extra']),
    port('jump01', '10.0.0.21', ['jump']),
    port('dhcp', '10.0.0.3', ['web'], { deviceOwner: 'network:dhcp' }),
  ],
  [
    group('web', rule('w1', tcp(80))),
    group('db', rule('d1', { ...tcp(5432), remote: { kind: 'group', id: web } })),
    group('extra', rule('e1', { ...tcp(22), remote: { kind: 'prefix', prefix: '10.0.0.21/32' } })),
    group('jump'),
    group('unused', rule('u1', {})),
  ],
);
const matrix = groupMatrix(cloud);
const told = (from: string, to: string) => {
  const { some, every, pairs } = matrix.cell(id(from), id(to));
  return { some: serviceTexts(some.ipv4), every: serviceTexts(every.ipv4), pairs };
};

describe('a matrix of groups', () => {
  test('says what some members reach, and what each does', () => {
    expect(told('web', 'db')).toEqual({ some: ['tcp/5432'], every: ['tcp/5432'], pairs: 4 });
    expect(told('jump', 'db')).toEqual({ some: ['tcp/22'], every: [], pairs: 2 });
    expect(told('db', 'web')).toEqual({ some: ['tcp/80'], every: ['tcp/80'], pairs: 4 });
    expect(told('db', 'jump')).toEqual({ some: [], every: [], pairs: 2 });
  });

  test('counts a port and itself as no pair', () => {
    expect(told('jump', 'jump')).toEqual({ some: [], every: [], pairs: 0 });
    expect(told('web', 'web')).toEqual({ some: ['tcp/80'], every: ['tcp/80'], pairs: 2 });
  });

  test('knows nothing of a group that nobody has, and leaves out ports of the network itself', () => {
    expect(told('web', 'unused')).toEqual({ some: [], every: [], pairs: 0 });
    expect(matrix.members(web).map(({ name }) => name)).toEqual(['web01', 'web02']);
  });

  test('names the rules behind a cell, on either side', () => {
    const ids = (rules: readonly { readonly rule: { readonly id: string } }[]) => rules.map((one) => one.rule.id);
    const behind = matrix.rules(jump, db);
    expect([ids(behind.out), ids(behind.in)]).toEqual([['out'], ['e1']]);
  });

  test('tells who else is let in, whoever has the address', () => {
    const outside = (group: SecurityGroupId) =>
      matrix.outside(group, 'ingress').map(({ prefix, services }) => [prefix, ...serviceTexts(services)]);
    expect([outside(web), outside(db)]).toEqual([[['0.0.0.0/0', 'tcp/80']], [['10.0.0.21/32', 'tcp/22']]]);
  });

  test('says the same as every pair of ports by itself', () => {
    const views = policyViews([cloud], { ipv4: everyService, ipv6: everyService });
    for (const from of [web, db, jump]) {
      for (const to of [web, db, jump]) {
        let sum = noService;
        for (const a of matrix.members(from)) {
          for (const b of matrix.members(to)) if (a !== b) sum = union(sum, servicesBetween(views, 0, a, b, 'ipv4'));
        }
        expect(isEqual(matrix.cell(from, to).some.ipv4, sum)).toBe(true);
      }
    }
  });
});
