import { LimitReached } from './too-large.ts';

/**
 * A function of the variables: an edge into the diagram, which is a node's number times two, plus one where the
 * function is the negation of the node's. Equal functions are equal numbers.
 */
export type Edge = number;

export const always: Edge = 0;
export const never: Edge = 1;

/** Level of the constants, below every variable. */
export const bottom = 0x7fffffff;

export function not(edge: Edge): Edge {
  return edge ^ 1;
}

/** How much a diagram may hold, and how many steps the work on it may take until `allowSteps` is called again. */
export interface BddLimits {
  readonly nodes: number;
  readonly steps: number;
}

/**
 * Reduced ordered binary decision diagrams with negated edges, all in one table: an array of numbers in place of objects,
 * because a host has millions of nodes. A variable is its level, 0 at the top. Nodes are never moved; `release` gives
 * back what was made since a mark.
 */
export class Bdd {
  /** Four numbers a node, side by side because they are read together: level, low edge, high edge, next node of its chain. */
  private nodes: Int32Array;
  private count = 1;
  /** Nodes for which there is room before the array must grow. */
  private room: number;
  /** First node of each chain of the unique table; 0 ends a chain. */
  private heads: Int32Array;
  /** Four numbers a place: two operands, the result, nothing. One place for each hash; the later one stays. */
  private ands: Int32Array;
  private andMask: number;
  /** Quadruples: operand, first level, end and the result. */
  private readonly quantified = new Int32Array(4 * quantifiedPlaces).fill(-1);
  private stepsLeft: number;
  private readonly limits: BddLimits;

  /** `expected`: nodes that there will be, as far as is known. */
  constructor(limits: BddLimits, expected = 0) {
    this.limits = limits;
    this.stepsLeft = limits.steps;
    const size = Math.max(1 << 12, Math.min(1 << (32 - Math.clz32(expected)), 1 << 22));
    this.room = Math.min(size, limits.nodes);
    this.nodes = new Int32Array(4 * size);
    this.heads = new Int32Array(size);
    const places = Math.min(size, mostAndPlaces);
    this.andMask = places - 1;
    this.ands = new Int32Array(4 * places).fill(-1);
    this.nodes[0] = bottom;
  }

  /** Nodes at hand. */
  get size(): number {
    return this.count;
  }

  /** Whether the limit was reached. */
  get isFull(): boolean {
    return this.count >= this.limits.nodes;
  }

  /** Steps since the last call of `allowSteps`. */
  get stepsTaken(): number {
    return this.limits.steps - this.stepsLeft;
  }

  /** A new question begins. */
  allowSteps(): void {
    this.stepsLeft = this.limits.steps;
  }

  level(edge: Edge): number {
    return this.nodes[(edge & ~1) << 1] ?? bottom;
  }

  /** What is left of the function where its first variable is 0. */
  low(edge: Edge): Edge {
    return (this.nodes[((edge & ~1) << 1) + 1] ?? 0) ^ (edge & 1);
  }

  /** What is left of the function where its first variable is 1. */
  high(edge: Edge): Edge {
    return (this.nodes[((edge & ~1) << 1) + 2] ?? 0) ^ (edge & 1);
  }

  /** The function that is `low` or `high` as the variable says; both must begin below it. */
  node(level: number, low: Edge, high: Edge): Edge {
    if (low === high) return low;
    const negated = high & 1;
    const l = low ^ negated;
    const h = high ^ negated;
    const { nodes } = this;
    let slot = hash(level, l, h) & (this.heads.length - 1);
    for (let at = this.heads[slot] ?? 0; at !== 0; at = nodes[(at << 2) + 3] ?? 0) {
      const place = at << 2;
      if (nodes[place + 1] === l && nodes[place + 2] === h && nodes[place] === level) return (at << 1) | negated;
    }
    if (this.count === this.room) {
      this.grow();
      slot = hash(level, l, h) & (this.heads.length - 1);
    }
    const at = this.count;
    this.count += 1;
    const place = at << 2;
    this.nodes[place] = level;
    this.nodes[place + 1] = l;
    this.nodes[place + 2] = h;
    this.nodes[place + 3] = this.heads[slot] ?? 0;
    this.heads[slot] = at;
    return (at << 1) | negated;
  }

  /** The variable itself. */
  variable(level: number): Edge {
    return this.node(level, never, always);
  }

  and(a: Edge, b: Edge): Edge {
    if (a === b || b === always) return a;
    if (a === always) return b;
    if (a === never || b === never || (a ^ b) === 1) return never;
    if (a > b) {
      const swapped = a;
      a = b;
      b = swapped;
    }
    const mixed = hash(a, b, 0);
    const { ands, nodes } = this;
    const slot = (mixed & this.andMask) << 2;
    if (ands[slot] === a && ands[slot + 1] === b) return ands[slot + 2] ?? never;
    this.step();
    const placeA = (a & ~1) << 1;
    const placeB = (b & ~1) << 1;
    const levelA = nodes[placeA] ?? bottom;
    const levelB = nodes[placeB] ?? bottom;
    let lowA = a;
    let highA = a;
    let lowB = b;
    let highB = b;
    if (levelA <= levelB) {
      lowA = (nodes[placeA + 1] ?? 0) ^ (a & 1);
      highA = (nodes[placeA + 2] ?? 0) ^ (a & 1);
    }
    if (levelB <= levelA) {
      lowB = (nodes[placeB + 1] ?? 0) ^ (b & 1);
      highB = (nodes[placeB + 2] ?? 0) ^ (b & 1);
    }
    const low = this.and(lowA, lowB);
    const high = this.and(highA, highB);
    const result = this.node(levelA < levelB ? levelA : levelB, low, high);
    // The cache may have been replaced by a larger one meanwhile.
    const place = (mixed & this.andMask) << 2;
    this.ands[place] = a;
    this.ands[place + 1] = b;
    this.ands[place + 2] = result;
    return result;
  }

  or(a: Edge, b: Edge): Edge {
    return this.and(a ^ 1, b ^ 1) ^ 1;
  }

  /** a without b. */
  minus(a: Edge, b: Edge): Edge {
    return this.and(a, b ^ 1);
  }

  /** Where `test` holds `yes`, elsewhere `no`. */
  choose(test: Edge, yes: Edge, no: Edge): Edge {
    if (yes === no || test === always) return yes;
    if (test === never) return no;
    return this.or(this.and(test, yes), this.and(test ^ 1, no));
  }

  /** Whether something is in both; without making the nodes of what is, and mostly found on the first way down. */
  meet(a: Edge, b: Edge): boolean {
    const apart = new Set<number>();
    const visit = (a: Edge, b: Edge): boolean => {
      if (a === never || b === never || (a ^ b) === 1) return false;
      if (a === always || b === always || a === b) return true;
      // Edges are far below 2 ** 26.
      const pair = a * 67_108_864 + b;
      if (apart.has(pair)) return false;
      this.step();
      const levelA = this.level(a);
      const levelB = this.level(b);
      const isMet =
        visit(levelA <= levelB ? this.high(a) : a, levelB <= levelA ? this.high(b) : b) ||
        visit(levelA <= levelB ? this.low(a) : a, levelB <= levelA ? this.low(b) : b);
      if (!isMet) apart.add(pair);
      return isMet;
    };
    return visit(a, b);
  }

  /** Union of many, by halves: a long list joined one by one would be copied as often as it is long. */
  anyOf(edges: readonly Edge[]): Edge {
    const halves = (from: number, to: number): Edge => {
      if (to - from === 0) return never;
      if (to - from === 1) return edges[from] ?? never;
      const middle = (from + to) >> 1;
      return this.or(halves(from, middle), halves(middle, to));
    };
    return halves(0, edges.length);
  }

  /** Holds where some values of the variables from level `first` up to, but not with, `end` make the function hold. */
  some(edge: Edge, first: number, end: number): Edge {
    if (first >= end) return edge;
    return this.quantify(edge, first, end);
  }

  /** Holds where all values of these variables make the function hold. */
  every(edge: Edge, first: number, end: number): Edge {
    return this.some(edge ^ 1, first, end) ^ 1;
  }

  private quantify(edge: Edge, first: number, end: number): Edge {
    const level = this.level(edge);
    if (level >= end) return edge;
    // Nothing but variables that go: it holds for some of their values, unless it never does.
    if (level >= first && end === bottom) return edge === never ? never : always;
    const { quantified } = this;
    const slot = (hash(edge, first, end) & (quantifiedPlaces - 1)) << 2;
    if (quantified[slot] === edge && quantified[slot + 1] === first && quantified[slot + 2] === end) {
      return quantified[slot + 3] ?? never;
    }
    this.step();
    const low = this.quantify(this.low(edge), first, end);
    const high = level >= first && low === always ? always : this.quantify(this.high(edge), first, end);
    const result = level >= first ? this.or(low, high) : this.node(level, low, high);
    quantified[slot] = edge;
    quantified[slot + 1] = first;
    quantified[slot + 2] = end;
    quantified[slot + 3] = result;
    return result;
  }

  /** Nodes that one function needs. */
  sizeOf(edge: Edge): number {
    const seen = new Set<number>([always]);
    const waiting = [edge & ~1];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      waiting.push(this.low(at) & ~1, this.high(at) & ~1);
    }
    return seen.size - 1;
  }

  /** Forgets all nodes that were made since the diagram had this size. Edges to them must not be used again. */
  release(size: number): void {
    if (size >= this.count) return;
    // In the reverse of the order in which they came, each is the first of its chain.
    for (let at = this.count - 1; at >= size; at -= 1) this.heads[this.slotOf(at)] = this.nodes[(at << 2) + 3] ?? 0;
    this.count = size;
    this.ands.fill(-1);
    this.quantified.fill(-1);
  }

  private step(): void {
    this.stepsLeft -= 1;
    if (this.stepsLeft < 0) throw new LimitReached('steps', this.limits.steps);
  }

  private slotOf(node: number): number {
    const place = node << 2;
    const level = this.nodes[place] ?? 0;
    return hash(level, this.nodes[place + 1] ?? 0, this.nodes[place + 2] ?? 0) & (this.heads.length - 1);
  }

  private grow(): void {
    if (this.room >= this.limits.nodes) throw new LimitReached('nodes', this.limits.nodes);
    const size = this.heads.length * 2;
    const nodes = new Int32Array(4 * size);
    nodes.set(this.nodes);
    this.nodes = nodes;
    this.room = Math.min(size, this.limits.nodes);
    this.heads = new Int32Array(size);
    for (let at = 1; at < this.count; at += 1) {
      const slot = this.slotOf(at);
      nodes[(at << 2) + 3] = this.heads[slot] ?? 0;
      this.heads[slot] = at;
    }
    const places = Math.min(size, mostAndPlaces);
    if (places > this.andMask + 1) {
      this.andMask = places - 1;
      this.ands = new Int32Array(4 * places).fill(-1);
    }
  }
}

const quantifiedPlaces = 1 << 12;
const mostAndPlaces = 1 << 20;

function hash(a: number, b: number, c: number): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}
