import type { ServiceBook } from './service-book.ts';
import { type ServiceSet, difference, isNone, noService, union } from './service-set.ts';

/** What rules let through one way, in one IP version. Sides that let through the same are one object. */
export interface Side {
  readonly id: number;
  /** With everybody. */
  readonly any: ServiceSet;
  /** With those of a name, by name; only what `any` does not have whole. */
  readonly named: readonly (readonly [name: string, services: ServiceSet])[];
}

export interface SideBook {
  of(entries: Entries): Side;
  /** The services with everybody. */
  everybody(services: ServiceSet): Side;
  /** What several let through together; none of them more than the other one does with everybody. */
  together(sides: readonly Side[], most: Side): Side;
}

/** Whom rules name, with the services for each; undefined: everybody. */
export class Entries {
  readonly all = new Map<string | undefined, ServiceSet>();

  add(name: string | undefined, services: ServiceSet): void {
    const known = this.all.get(name);
    this.all.set(name, known === undefined ? services : union(known, services));
  }
}

export function sideBook(book: ServiceBook): SideBook {
  const sides = new Map<string, Side>();
  const sums = new Map<string, Side>();
  const sideOf = (any: ServiceSet, named: Side['named']): Side => {
    let key = `${book.numberOf(any)}`;
    for (const [name, services] of named) key += `\n${name}\n${book.numberOf(services)}`;
    const known = sides.get(key);
    if (known) return known;
    const made = { id: sides.size, any, named };
    sides.set(key, made);
    return made;
  };
  const of = ({ all }: Entries): Side => {
    const any = all.get(undefined) ?? noService;
    const named: [string, ServiceSet][] = [];
    for (const [name, services] of all) {
      if (name !== undefined && !isNone(difference(services, any))) named.push([name, book.same(services)]);
    }
    return sideOf(
      book.same(any),
      named.sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  };
  return {
    of,
    everybody: (services) => sideOf(book.same(services), []),
    together(parts, most) {
      const [first, ...others] = parts;
      if (first !== undefined && others.every((side) => side === first)) return first;
      const open = parts.find(({ any }) => any === most.any);
      if (open) return open;
      const key = keyOf(parts);
      const known = sums.get(key);
      if (known) return known;
      const entries = new Entries();
      for (const { any, named } of parts) {
        if (!isNone(any)) entries.add(undefined, any);
        for (const [name, services] of named) entries.add(name, services);
      }
      const made = of(entries);
      sums.set(key, made);
      return made;
    },
  };
}

/** Of the numbers, each once, in order. */
function keyOf(parts: readonly Side[]): string {
  const ids = parts.map(({ id }) => id).sort((a, b) => a - b);
  let key = '';
  for (const [index, id] of ids.entries()) if (id !== ids[index - 1]) key += `${id},`;
  return key;
}
