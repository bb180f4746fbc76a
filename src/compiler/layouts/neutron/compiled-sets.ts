import { settableMembers, sortedMembers } from '../../../netfilter/index.ts';
import type { CompiledSet } from '../../layout.ts';
import type { CompiledGroup, GroupRemote, NeededSet, RemoteAddresses } from './group-rules.ts';
import { isOfFamily } from './source-pairs.ts';

/** A set, with the list of addresses that it was made from. */
export interface SetPart extends CompiledSet {
  readonly addresses: readonly string[];
}

/** The sets that the rules of some groups name. A set whose addresses did not change stays the same object. */
export function compileSets(
  groups: Iterable<CompiledGroup>,
  addresses: RemoteAddresses,
  before: ReadonlyMap<string, SetPart> | undefined,
): ReadonlyMap<string, SetPart> {
  const sets = new Map<string, SetPart>();
  for (const group of groups) {
    for (const needed of group.sets) {
      if (sets.has(needed.name)) continue;
      const list = addresses(needed.remote);
      const old = before?.get(needed.name);
      sets.set(needed.name, old && sameItems(old.addresses, list) ? old : compileSet(needed, list));
    }
  }
  return sets;
}

export function compileSet({ name, family, remote }: NeededSet, addresses: readonly string[]): SetPart {
  const members = sortedMembers(settableMembers(addresses.filter((address) => isOfFamily(address, family))));
  return {
    set: { name, type: 'hash:net', family: family === 'ipv4' ? 'inet' : 'inet6', options: [], members },
    of: setOwner(remote),
    addresses,
  };
}

function setOwner(remote: GroupRemote): CompiledSet['of'] {
  return remote.kind === 'group'
    ? { kind: 'securityGroup', group: remote.id }
    : { kind: 'addressGroup', group: remote.id };
}

export function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}
