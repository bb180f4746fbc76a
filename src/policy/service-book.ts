import { type ServiceSet, difference, intersection } from './service-set.ts';

/** Makes one object of equal sets, and remembers what came of two: the same few meet again and again. */
export interface ServiceBook {
  same(set: ServiceSet): ServiceSet;
  /** A number for the set, the same for equal ones. */
  numberOf(set: ServiceSet): number;
  intersection(a: ServiceSet, b: ServiceSet): ServiceSet;
  difference(a: ServiceSet, b: ServiceSet): ServiceSet;
}

export function serviceBook(): ServiceBook {
  const sets = new Map<string, ServiceSet>();
  const numbers = new Map<ServiceSet, number>();
  const same = (set: ServiceSet) => {
    if (numbers.has(set)) return set;
    const key = JSON.stringify([set.rest, [...set.by].sort(([a], [b]) => a - b)]);
    const known = sets.get(key);
    if (known) return known;
    sets.set(key, set);
    numbers.set(set, numbers.size);
    return set;
  };
  const ofTwo = (work: (a: ServiceSet, b: ServiceSet) => ServiceSet) => {
    const known = new Map<ServiceSet, Map<ServiceSet, ServiceSet>>();
    return (a: ServiceSet, b: ServiceSet) => {
      const first = known.get(a) ?? new Map<ServiceSet, ServiceSet>();
      known.set(a, first);
      const found = first.get(b);
      if (found) return found;
      const made = same(work(a, b));
      first.set(b, made);
      return made;
    };
  };
  return {
    same,
    numberOf: (set) => numbers.get(same(set)) ?? -1,
    intersection: ofTwo(intersection),
    difference: ofTwo(difference),
  };
}
