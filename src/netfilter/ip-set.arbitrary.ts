import * as fc from 'fast-check';
import type { IpSet } from './ip-set.ts';
import { printedMember, sortedMembers } from './set-members.ts';
import { arbitraryCidr } from './ruleset.arbitrary.ts';

/** A set of prefixes as `ipset save` shows it. */
export function arbitraryIpSet(name: string, most = 12): fc.Arbitrary<IpSet> {
  return fc
    .constantFrom('inet' as const, 'inet6' as const)
    .chain((family) =>
      fc
        .array(arbitraryCidr(family === 'inet' ? 'ipv4' : 'ipv6').map(printedMember), { maxLength: most })
        .map((members) => ({ name, type: 'hash:net', family, options: [], members: sortedMembers(members) })),
    );
}

/** Some of the sets of these names, each of one family wherever it appears. */
export function arbitraryIpSets(names: readonly string[]): fc.Arbitrary<readonly IpSet[]> {
  return fc.shuffledSubarray([...names]).chain((some) =>
    fc.tuple(
      ...some.map((name) => {
        const family = name.includes('v6') ? ('inet6' as const) : ('inet' as const);
        return arbitraryIpSet(name).map(
          (set): IpSet => (set.family === family ? set : { ...set, family, members: [] }),
        );
      }),
    ),
  );
}
