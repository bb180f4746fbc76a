import { type Interval, type Point, after, before, common, comparePoints } from './intervals.ts';
import { LimitReached } from './too-large.ts';

/** Values that a rule asks for, as `joined` makes them, and how many rules ask for them. */
export interface Predicate {
  readonly intervals: readonly Interval[];
  readonly weight: number;
}

/**
 * The values of a field in the classes that no rule at hand tells apart: its atoms, numbers from 0. Which segments
 * make an atom does not matter to a diagram over atoms: a set of 1,000 addresses that no other rule splits is one.
 */
export interface Alphabet {
  readonly whole: Interval;
  /** First value of each segment, ascending; a segment ends before the next. */
  readonly cuts: readonly Point[];
  /** Atom of each segment. */
  readonly atomOf: Int32Array;
  /** Number of atoms. */
  readonly size: number;
  /** A value of each atom. */
  readonly examples: readonly Point[];
  /** Atoms of the predicates that it was made of, by the very lists of intervals that they had. */
  readonly predicates: ReadonlyMap<readonly Interval[], readonly number[]>;
  /** Segments of each atom, ascending: those of atom n from `firstSegment[n]` up to `firstSegment[n + 1]`. */
  readonly segments: Int32Array;
  readonly firstSegment: Int32Array;
}

/**
 * The coarsest atoms of which each predicate is a union. Atoms that are in the same predicates, the most used ones
 * before the others, have numbers near to each other: a predicate is then few ranges of numbers, and few nodes.
 */
export function makeAlphabet(whole: Interval, predicates: readonly Predicate[], mostAtoms: number): Alphabet {
  const ordered = [...predicates]
    .sort((a, b) => b.weight - a.weight || b.intervals.length - a.intervals.length)
    .map(({ intervals }) => intervals);
  const cuts = cutsOf(whole, ordered);
  const states = new MembershipStates();
  const stateOf = sweep(cuts, ordered, states, mostAtoms);
  const used = [...new Set(stateOf)].sort((a, b) => compareMemberships(states.members(a), states.members(b)));
  if (used.length > mostAtoms) throw new LimitReached('atoms', mostAtoms);
  const numbers = new Int32Array(states.size);
  const atomLists = ordered.map((): number[] => []);
  for (const [atom, state] of used.entries()) {
    numbers[state] = atom;
    for (const predicate of states.members(state)) atomLists[predicate]?.push(atom);
  }
  const atomOf = stateOf.map((state) => numbers[state] ?? 0);
  const { segments, firstSegment } = segmentsByAtom(atomOf, used.length);
  const examples = used.map((_, atom) => cuts[segments[firstSegment[atom] ?? 0] ?? 0] ?? whole.first);
  const known = new Map(ordered.map((intervals, number) => [intervals, atomLists[number] ?? []]));
  return { whole, cuts, atomOf, size: used.length, examples, predicates: known, segments, firstSegment };
}

/** Atoms that share a value with the intervals, ascending. For a predicate of the alphabet: the atoms that it is made of. */
export function atomsIn(alphabet: Alphabet, intervals: readonly Interval[]): readonly number[] {
  const known = alphabet.predicates.get(intervals);
  if (known) return known;
  const { cuts, atomOf } = alphabet;
  const found = new Set<number>();
  for (const { first, last } of intervals) {
    for (let at = segmentOf(alphabet, first); at < cuts.length; at += 1) {
      if ((cuts[at] ?? last) > last) break;
      found.add(atomOf[at] ?? 0);
    }
  }
  return [...found].sort((a, b) => a - b);
}

export function atomAt(alphabet: Alphabet, value: Point): number {
  return alphabet.atomOf[segmentOf(alphabet, value)] ?? 0;
}

/** Atoms that have a value outside the intervals, which must be as `joined` makes them; ascending. */
export function atomsBeyond(alphabet: Alphabet, intervals: readonly Interval[]): readonly number[] {
  const inside = atomsIn(alphabet, intervals).filter((atom) => {
    const values = valuesOf(alphabet, [atom]);
    return common(values, intervals).length === values.length && isWithin(values, intervals);
  });
  const isInside = new Set(inside);
  return Array.from({ length: alphabet.size }, (_, atom) => atom).filter((atom) => !isInside.has(atom));
}

/** The values of some atoms, ascending. */
export function valuesOf(alphabet: Alphabet, atoms: readonly number[]): readonly Interval[] {
  const { cuts, whole, segments, firstSegment } = alphabet;
  const found: number[] = [];
  for (const atom of atoms) {
    for (let at = firstSegment[atom] ?? 0; at < (firstSegment[atom + 1] ?? 0); at += 1) found.push(segments[at] ?? 0);
  }
  // Segments of one atom are in order already.
  if (atoms.length > 1) found.sort((a, b) => a - b);
  const out: { first: Point; last: Point }[] = [];
  let next = -1;
  for (const segment of found) {
    const end = cuts[segment + 1];
    const last = end === undefined ? whole.last : before(end);
    const open = out.at(-1);
    if (open && segment === next) open.last = last;
    else out.push({ first: cuts[segment] ?? whole.first, last });
    next = segment + 1;
  }
  return out;
}

/** Each interval of the one list is in an interval of the other; both ascend. */
function isWithin(values: readonly Interval[], intervals: readonly Interval[]): boolean {
  return common(values, intervals).every(
    ({ first, last }, at) => first === values[at]?.first && last === values[at]?.last,
  );
}

function segmentsByAtom(atomOf: Int32Array, size: number): Pick<Alphabet, 'segments' | 'firstSegment'> {
  const firstSegment = new Int32Array(size + 2);
  for (const atom of atomOf) firstSegment[atom + 2] = (firstSegment[atom + 2] ?? 0) + 1;
  for (let at = 1; at < firstSegment.length; at += 1) {
    firstSegment[at] = (firstSegment[at] ?? 0) + (firstSegment[at - 1] ?? 0);
  }
  const segments = new Int32Array(atomOf.length);
  for (const [segment, atom] of atomOf.entries()) {
    const at = firstSegment[atom + 1] ?? 0;
    segments[at] = segment;
    firstSegment[atom + 1] = at + 1;
  }
  return { segments, firstSegment };
}

/** The segment that holds a value: the last that does not begin behind it. */
function segmentOf({ cuts }: Alphabet, value: Point): number {
  let low = 0;
  let high = cuts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((cuts[middle] ?? value) <= value) low = middle;
    else high = middle;
  }
  return low;
}

function cutsOf(whole: Interval, predicates: readonly (readonly Interval[])[]): readonly Point[] {
  const points: Point[] = [whole.first];
  for (const intervals of predicates) {
    for (const { first, last } of intervals) {
      points.push(first);
      if (last < whole.last) points.push(after(last));
    }
  }
  const all = sorted(points);
  const cuts: Point[] = [];
  for (const point of all) if (point !== cuts.at(-1)) cuts.push(point);
  return cuts;
}

/** Plain numbers sort ten times as fast without a function that compares. */
function sorted(points: readonly Point[]): readonly Point[] {
  const plain = new Float64Array(points.length);
  for (const [at, point] of points.entries()) {
    if (typeof point === 'bigint') return [...points].sort(comparePoints);
    plain[at] = point;
  }
  return [...plain.sort()];
}

/** For each segment the state of membership in the predicates. */
function sweep(
  cuts: readonly Point[],
  predicates: readonly (readonly Interval[])[],
  states: MembershipStates,
  mostAtoms: number,
): Int32Array {
  const ranks = new Map<Point, number>();
  for (const [rank, cut] of cuts.entries()) ranks.set(cut, rank);
  // Predicates that begin or end at each cut, by counting: first how many, then which.
  let most = 0;
  for (const intervals of predicates) most += 2 * intervals.length;
  const changeRanks = new Int32Array(most);
  const changed = new Int32Array(most);
  const offsets = new Int32Array(cuts.length + 2);
  let count = 0;
  const change = (rank: number | undefined, predicate: number) => {
    if (rank === undefined) return;
    changeRanks[count] = rank;
    changed[count] = predicate;
    count += 1;
    offsets[rank + 2] = (offsets[rank + 2] ?? 0) + 1;
  };
  for (const [predicate, intervals] of predicates.entries()) {
    for (const { first, last } of intervals) {
      change(ranks.get(first), predicate);
      change(ranks.get(after(last)), predicate);
    }
  }
  for (let i = 1; i < offsets.length; i += 1) offsets[i] = (offsets[i] ?? 0) + (offsets[i - 1] ?? 0);
  const toggles = new Int32Array(count);
  for (let i = 0; i < count; i += 1) {
    const rank = changeRanks[i] ?? 0;
    const at = offsets[rank + 1] ?? 0;
    toggles[at] = changed[i] ?? 0;
    offsets[rank + 1] = at + 1;
  }
  const stateOf = new Int32Array(cuts.length);
  let state = 0;
  for (let rank = 0; rank < cuts.length; rank += 1) {
    const end = offsets[rank + 1] ?? 0;
    for (let at = offsets[rank] ?? 0; at < end; at += 1) state = states.toggle(state, toggles[at] ?? 0);
    stateOf[rank] = state;
    // Each cut may pass through states that no segment is in.
    if (states.size > 8 * mostAtoms) throw new LimitReached('atoms', mostAtoms);
  }
  return stateOf;
}

/** Sets of predicates by number. Going in and out of one and the same predicate again is one look-up. */
class MembershipStates {
  private readonly lists: (readonly number[])[] = [[]];
  private readonly byText = new Map<string, number>([['', 0]]);
  private readonly steps = new Map<number, number>();

  get size(): number {
    return this.lists.length;
  }

  members(state: number): readonly number[] {
    return this.lists[state] ?? [];
  }

  toggle(state: number, predicate: number): number {
    const step = state * 4_194_304 + predicate;
    const known = this.steps.get(step);
    if (known !== undefined) return known;
    const list = this.members(state);
    const place = list.findIndex((member) => member >= predicate);
    const at = place < 0 ? list.length : place;
    const next = list[at] === predicate ? list.toSpliced(at, 1) : list.toSpliced(at, 0, predicate);
    const text = next.join(',');
    let found = this.byText.get(text);
    if (found === undefined) {
      found = this.lists.length;
      this.lists.push(next);
      this.byText.set(text, found);
    }
    this.steps.set(step, found);
    return found;
  }
}

/** Like words of ones and zeros, ones first. */
function compareMemberships(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; ; i += 1) {
    const one = a[i];
    const other = b[i];
    if (one === undefined || other === undefined) return (one === undefined ? 1 : 0) - (other === undefined ? 1 : 0);
    if (one !== other) return one - other;
  }
}
