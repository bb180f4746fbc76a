import type { PortId } from '../model/index.ts';

/** Ports of some classes; a class is a list of its own that is shared, so that sets of many ports cost little. */
export interface PortSet {
  /** No port is in two. */
  readonly parts: readonly PortClass[];
  readonly count: number;
  /** Equal for sets of the same ports, and for hardly any others. */
  readonly mark: string;
}

export interface PortClass {
  readonly ports: readonly PortId[];
  readonly mark: Mark;
}

/** A class that is still being filled. */
export type Open<T extends PortClass> = Omit<T, 'ports' | 'mark'> & {
  readonly ports: PortId[];
  mark: PortClass['mark'];
};

/** Two numbers of 32 bits. */
export type Mark = readonly [number, number];

export function portSet(parts: readonly PortClass[]): PortSet {
  const count = parts.reduce((sum, { ports }) => sum + ports.length, 0);
  const mark = parts.reduce<Mark>((sum, part) => bothOf(sum, part.mark), noMark);
  return { parts, count, mark: mark.join('.') };
}

export function idsOf({ parts }: PortSet): readonly PortId[] {
  return parts.flatMap(({ ports }) => ports).sort();
}

export function* eachPort({ parts }: PortSet): Generator<PortId> {
  for (const { ports } of parts) yield* ports;
}

/** The first by id of those that `of` gives something for, with what it gives. */
export function firstOf<R>({ parts }: PortSet, most: number, of: (id: PortId) => R | undefined): readonly R[] {
  const found: { readonly id: PortId; readonly given: R }[] = [];
  for (const { ports } of parts) {
    for (const id of ports) {
      const last = found.at(-1);
      if (found.length === most && last !== undefined && last.id < id) continue;
      const given = of(id);
      if (given === undefined) continue;
      found.push({ id, given });
      found.sort((a, b) => (a.id < b.id ? -1 : 1));
      if (found.length > most) found.pop();
    }
  }
  return found.map(({ given }) => given);
}

export const noMark: Mark = [0, 0];

/** Of two sets that have no port in common. */
export function bothOf(a: Mark, b: Mark): Mark {
  return [(a[0] ^ b[0]) >>> 0, (a[1] ^ b[1]) >>> 0];
}

/** Two FNV-1a hashes of an id with different beginnings. */
export function markOf(text: string): Mark {
  let [a, b] = [0x81_1c_9d_c5, 0x5b_d1_e9_95];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01_00_01_93);
    b = Math.imul(b ^ (code + index), 0x01_00_01_93);
  }
  return [a >>> 0, b >>> 0];
}
