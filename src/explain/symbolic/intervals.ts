/** A value of a field as a number; addresses of IPv6 do not fit into one and are bigints. */
export type Point = number | bigint;

/** Values from `first` to `last`, both among them. */
export interface Interval {
  readonly first: Point;
  readonly last: Point;
}

export function after(point: Point): Point {
  return typeof point === 'bigint' ? point + 1n : point + 1;
}

export function before(point: Point): Point {
  return typeof point === 'bigint' ? point - 1n : point - 1;
}

export function one(point: Point): Interval {
  return { first: point, last: point };
}

export function comparePoints(a: Point, b: Point): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same values in ascending intervals that neither meet nor touch. */
export function joined(intervals: readonly Interval[]): readonly Interval[] {
  if (intervals.length < 2) return intervals;
  const sorted = [...intervals].sort((a, b) => comparePoints(a.first, b.first));
  const out: { first: Point; last: Point }[] = [];
  for (const { first, last } of sorted) {
    const end = out.at(-1);
    if (end && first <= after(end.last)) {
      if (last > end.last) end.last = last;
    } else {
      out.push({ first, last });
    }
  }
  return out;
}

/** All values of `whole` that are in none of the intervals. */
export function complement(intervals: readonly Interval[], whole: Interval): readonly Interval[] {
  const out: Interval[] = [];
  let next: Point | undefined = whole.first;
  for (const { first, last } of joined(intervals)) {
    if (next === undefined || first > whole.last) break;
    if (first > next) out.push({ first: next, last: before(first) });
    if (last >= next) next = last >= whole.last ? undefined : after(last);
  }
  if (next !== undefined) out.push({ first: next, last: whole.last });
  return out;
}

/** Values that are in both lists; both must be ascending and without overlap, as `joined` makes them. */
export function common(a: readonly Interval[], b: readonly Interval[]): readonly Interval[] {
  const out: Interval[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const one = a[i];
    const other = b[j];
    if (!one || !other) return out;
    const first = one.first > other.first ? one.first : other.first;
    const last = one.last < other.last ? one.last : other.last;
    if (first <= last) out.push({ first, last });
    if (one.last < other.last) i += 1;
    else j += 1;
  }
}
