import type { Packet, Path } from '../../packet.ts';
import type { Analysis } from '../analysis.ts';
import type { Edge } from '../bdd.ts';
import type { PacketConstraint } from '../constraint.ts';
import { exampleOf } from '../example-packet.ts';
import { type Region, regionOf } from '../packet-box.ts';
import type { PathResult } from '../path-result.ts';
import { runPath } from '../path-run.ts';
import type { Tracked } from '../possible-packets.ts';
import { scopeOf } from '../scope.ts';
import type { TooLarge } from '../too-large.ts';

/**
 * Verdict that a packet is looked for with: one of the evaluator's; `mayAccept`: accepted, or open whether it is;
 * `refuse`: surely not accepted.
 */
export type SearchedVerdict = 'accept' | 'drop' | 'reject' | 'unknown' | 'mayAccept' | 'refuse';

export interface SearchQuestion {
  /** Number of the host in the analysis; 0 if absent. */
  readonly host?: number;
  readonly verdict: SearchedVerdict;
  /** Absent: all. */
  readonly paths?: readonly Path[];
  readonly constraint?: PacketConstraint;
  /** Absent: states that conntrack can give the packet. */
  readonly tracked?: Tracked;
  /** Boxes that are written out for each path; 32 if absent. */
  readonly mostBoxes?: number;
}

export interface SearchAnswer {
  readonly kind: 'search';
  /** Paths on which there are such packets, with one of them. */
  readonly found: readonly { readonly path: Path; readonly example: Packet; readonly region: Region }[];
}

/** Packets that meet a constraint and have a verdict: "from this prefix, to this port, and dropped". */
export function search(analysis: Analysis, question: SearchQuestion): SearchAnswer | TooLarge {
  const { verdict, paths = everyPath, constraint = {}, tracked = 'possible', mostBoxes = 32 } = question;
  return analysis.ask(() => {
    const { model } = analysis;
    const walker = analysis.walker(question.host ?? 0);
    const found: SearchAnswer['found'][number][] = [];
    for (const path of paths) {
      const scope = scopeOf(model, path, constraint, tracked, walker.host.rules);
      const set = setOf(runPath(walker, path, scope.within), verdict);
      const example = exampleOf(model, set, scope);
      if (example) found.push({ path, example, region: regionOf(model, set, scope, mostBoxes) });
    }
    return { kind: 'search', found };
  });
}

export const everyPath: readonly Path[] = ['bridged', 'routed', 'localIn', 'localOut'];

function setOf(result: PathResult, verdict: SearchedVerdict): Edge {
  return result[verdict];
}
