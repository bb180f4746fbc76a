import type { Policy } from '../ruleset.ts';

/** Which of its optional columns a listing shows. */
export interface Columns {
  /** `--line-numbers` */
  readonly number: boolean;
  /** `-v` */
  readonly counters: boolean;
  /** `-v` */
  readonly interfaces: boolean;
}

const header = /^\s*(num\s+)?(pkts\s+bytes\s+)?target\s+prot\s+opt\s+(in\s+out\s+)?source\s+destination\s*$/;

/** The columns that a line of their names announces. Undefined: it is no such line. */
export function readColumns(line: string): Columns | undefined {
  const found = header.exec(line);
  return found
    ? { number: found[1] !== undefined, counters: found[2] !== undefined, interfaces: found[3] !== undefined }
    : undefined;
}

/** `Chain NAME (policy DROP 5 packets, 300 bytes)`, `Chain NAME (2 references)`. */
export interface ChainHead {
  readonly name: string;
  readonly policy: Policy | null;
  readonly counters: readonly [packets: string, bytes: string] | null;
  /** Rules that jump or go here; null where the program does not say. */
  readonly references: number | null;
}

const builtIn =
  /^Chain (\S.{0,63}) \(policy (ACCEPT|DROP|QUEUE|RETURN)(?: ([0-9]+[KMGT]?) packets, ([0-9]+[KMGT]?) bytes)?\)\s*$/;
const own = /^Chain (\S.{0,63}) \((?:\[?([0-9]{1,9}) references?\]?|ERROR obtaining refs)\)\s*$/;

export function readChainHead(line: string): ChainHead | undefined {
  if (!line.startsWith('Chain ')) return undefined;
  const [, name, policy, packets, bytes] = builtIn.exec(line) ?? [];
  if (name !== undefined) {
    return {
      name,
      policy: policy as Policy,
      counters: packets === undefined || bytes === undefined ? null : [packets, bytes],
      references: null,
    };
  }
  const [, ownName, references] = own.exec(line) ?? [];
  if (ownName === undefined) return undefined;
  return {
    name: ownName,
    policy: null,
    counters: null,
    references: references === undefined ? null : Number(references),
  };
}
