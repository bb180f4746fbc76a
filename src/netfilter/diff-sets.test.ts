import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applySetRestore } from './apply-set-restore.ts';
import { diffSets } from './diff-sets.ts';
import { arbitraryIpSets } from './ip-set.arbitrary.ts';
import type { IpSet } from './ip-set.ts';
import { sortedMembers } from './set-members.ts';

const owner = { ownsSet: (name: string) => name.startsWith('NIPv') };
const ours = ['NIPv4a', 'NIPv4b', 'NIPv6a', 'NIPv6b'];

const set = (name: string, members: readonly string[], options: readonly string[] = []): IpSet => ({
  name,
  type: 'hash:net',
  family: name.includes('v6') ? 'inet6' : 'inet',
  options,
  members,
});
const lines = (text: string) =>
  text
    .split('\n')
    .slice(1, -1)
    .map((line) => `${line.trim()}\n`);
const members = (sets: Iterable<IpSet>) => new Map([...sets].map((each) => [each.name, sortedMembers(each.members)]));

describe('diffSets', () => {
  test('both scripts run in turn give the desired sets and leave those of others alone; then nothing is left to do', () => {
    fc.assert(
      fc.property(
        arbitraryIpSets([...ours, 'foreign-v4', 'foreign-v6']),
        arbitraryIpSets(ours),
        (observed, desired) => {
          const edits = diffSets(observed, desired, owner);
          const before = applySetRestore(observed, edits.before);
          expect(before.refused).toBeNull();
          const named = new Set(desired.map(({ name }) => name));
          const after = applySetRestore(before.sets, edits.after, named);
          expect(after.refused).toBeNull();
          expect(members(after.sets)).toEqual(members(edits.sets));
          expect(members(after.sets)).toEqual(
            members([...desired, ...observed.filter(({ name }) => !owner.ownsSet(name))]),
          );
          for (const each of desired) expect(edits.sets).toContain(each);
          expect(diffSets(edits.sets, desired, owner)).toMatchObject({ before: [], after: [] });
          expect(diffSets(after.sets, desired, owner)).toMatchObject({ before: [], after: [] });
        },
      ),
    );
  });

  test('a live set is never flushed, and is only ever swapped for a full one', () => {
    fc.assert(
      fc.property(arbitraryIpSets(ours), arbitraryIpSets(ours), (observed, desired) => {
        const live = new Set(observed.map(({ name }) => name));
        for (const line of diffSets(observed, desired, owner).before) {
          const [command, name = ''] = line.trim().split(' ');
          expect(command).not.toBe('flush');
          if (command === 'destroy') expect(live.has(name)).toBe(false);
        }
      }),
    );
  });

  test('a new set is made and filled', () => {
    expect(diffSets([], [set('NIPv6a', ['2001:db8::/64'])], owner).before).toEqual(
      lines(`
        create NIPv6a hash:net family inet6 maxelem 65536
        add NIPv6a 2001:db8::/64
      `),
    );
  });

  test('four changes are single lines, five are a swap', () => {
    const observed = [set('NIPv4a', ['10.0.0.1', '10.0.0.2'])];
    const few = [set('NIPv4a', ['10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'])];
    expect(diffSets(observed, few, owner).before).toEqual(
      lines(`
        del NIPv4a 10.0.0.1
        add NIPv4a 10.0.0.3
        add NIPv4a 10.0.0.4
        add NIPv4a 10.0.0.5
      `),
    );
    const many = [set('NIPv4a', ['10.0.0.3', '10.0.0.4', '10.0.0.5'])];
    expect(diffSets(observed, many, owner).before).toEqual(
      lines(`
        create NIPv4a-n hash:net family inet maxelem 65536
        add NIPv4a-n 10.0.0.3
        add NIPv4a-n 10.0.0.4
        add NIPv4a-n 10.0.0.5
        swap NIPv4a-n NIPv4a
        destroy NIPv4a-n
      `),
    );
  });

  test('what an interrupted rebuild left behind is taken away', () => {
    const observed = [set('NIPv4a', []), set('NIPv4a-n', ['10.0.0.1'])];
    const many = [set('NIPv4a', ['10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6', '10.0.0.7'])];
    const edits = diffSets(observed, many, owner);
    expect(edits.before[0]).toBe('destroy NIPv4a-n\n');
    expect(applySetRestore(observed, edits.before).sets.map(({ name }) => name)).toEqual(['NIPv4a']);
    expect(edits.after).toEqual([]);
    expect(diffSets(observed, [set('NIPv4a', [])], owner).before).toEqual(['destroy NIPv4a-n\n']);
  });

  test('the other spelling of a member is no change, and a prefix of length 0 becomes its halves', () => {
    const observed = [set('NIPv4a', ['10.0.0.0/8', '10.0.0.1'])];
    expect(diffSets(observed, [set('NIPv4a', ['10.9.9.9/8', '10.0.0.1/32'])], owner).before).toEqual([]);
    expect(diffSets(observed, [set('NIPv4a', ['10.0.0.0/8', '10.0.0.1', '0.0.0.0/0'])], owner).before).toEqual(
      lines(`
        add NIPv4a 0.0.0.0/1
        add NIPv4a 128.0.0.0/1
      `),
    );
  });

  test('a member that stands twice, or in two spellings, is deleted only when it is gone altogether', () => {
    const twice = [set('NIPv4a', ['10.0.0.1', '10.0.0.2', '10.0.0.1'])];
    expect(diffSets(twice, [set('NIPv4a', ['10.0.0.1', '10.0.0.2'])], owner).before).toEqual([]);
    const both = [set('NIPv4a', ['10.0.0.1/32', '10.0.0.1'])];
    expect(diffSets(both, [set('NIPv4a', ['10.0.0.1/32'])], owner).before).toEqual([]);
    expect(diffSets(both, [set('NIPv4a', [])], owner).before).toEqual(['del NIPv4a 10.0.0.1\n']);
  });

  test('more members than the set can hold make a larger one', () => {
    const many = Array.from({ length: 70_000 }, (_, n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
    const [first] = diffSets([], [set('NIPv4a', many)], owner).before;
    expect(first).toBe('create NIPv4a hash:net family inet maxelem 131072\n');
    const small = set('NIPv4a', ['10.0.0.1', '10.0.0.2'], ['hashsize', '1024', 'maxelem', '2']);
    expect(diffSets([small], [set('NIPv4a', ['10.0.0.1', '10.0.0.2', '10.0.0.3'])], owner).before.at(-2)).toBe(
      'swap NIPv4a-n NIPv4a\n',
    );
  });

  test('a set that rules of others still name stays', () => {
    const observed = [set('NIPv4a', []), set('NIPv4b', [])];
    const edits = diffSets(observed, [], owner, new Set(['NIPv4b']));
    expect(edits.after).toEqual(['destroy NIPv4a\n']);
    expect(edits.sets).toEqual([observed[1]]);
  });

  test('a set of the name that holds something else is an error that says so', () => {
    const observed = [{ ...set('NIPv4a', []), type: 'hash:ip' }];
    expect(() => diffSets(observed, [set('NIPv4a', [])], owner)).toThrow(
      'The set NIPv4a exists as hash:ip inet, but must be hash:net inet',
    );
  });
});

describe('applySetRestore', () => {
  test.each<[string, RegExp]>([
    ['add nowhere 10.0.0.1', /does not exist/],
    ['create NIPv4a hash:ip family inet', /already exists/],
    ['add NIPv4a 0.0.0.0/0', /CIDR/],
    ['add NIPv4a 2001:db8::1', /family of the set/],
    ['swap NIPv4a NIPv6a', /type does not match/],
    ['swap NIPv4a nowhere', /does not exist/],
    ['destroy NIPv4a', /in use/],
    [`create ${'x'.repeat(32)} hash:net family inet`, /31 characters/],
    ['nonsense NIPv4a', /unknown argument/],
    ['add NIPv4a 10.0.0.0/33', /cannot parse/],
    ['create x hash:nosuch', /unknown/],
    ['create', /Missing/],
  ])('%s is refused; the lines before it stay done', (line, reason) => {
    const { sets, refused } = applySetRestore(
      [set('NIPv4a', []), set('NIPv6a', [])],
      [`add NIPv4a 10.0.0.1\n${line}\nadd NIPv4a 10.0.0.2\n`],
      new Set(['NIPv4a']),
    );
    expect(refused).toMatchObject({ line: 2, text: line });
    expect(refused?.reason).toMatch(reason);
    expect(sets[0]?.members).toEqual(['10.0.0.1']);
  });

  test('a set that is full takes no more', () => {
    const full = set('NIPv4a', ['10.0.0.1'], ['maxelem', '1']);
    expect(applySetRestore([full], ['add NIPv4a 10.0.0.1\n']).refused).toBeNull();
    expect(applySetRestore([full], ['add NIPv4a 10.0.0.2\n']).refused?.reason).toMatch(/full/);
  });
});
