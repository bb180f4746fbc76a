import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Family, type Ruleset, printSave, printSets } from '../../netfilter/index.ts';
import { evaluate } from '../evaluate.ts';
import type { Packet, Path } from '../packet.ts';
import { usesConntrack } from '../uses-conntrack.ts';
import { ChainWalker } from './chain-walk.ts';
import { Model } from './model.ts';
import { holdsFor } from './packet-point.ts';
import type { PathResult } from './path-result.ts';
import { runPath } from './path-run.ts';
import { packetsOn } from './possible-packets.ts';
import { arbitraryHost, arbitraryPacket } from './symbolic.arbitrary.ts';
import { defaultSymbolicLimits } from './too-large.ts';

const runs = Number(process.env['SYMBOLIC_RUNS'] ?? 50);

/** Rules do not see such a fragment, and the sets leave it out. */
function isJoined(rules: Ruleset, { path, family }: Packet): boolean {
  return usesConntrack(rules) || (path === 'localIn' && family === 'ipv4');
}

/** Where conntrack is not at work nobody can give a packet a state. */
function stateless(packet: Packet): Packet {
  const { ctState: _, ...rest } = packet;
  return rest;
}

describe('sets of packets and single packets', () => {
  test.each<Family>(['ipv4', 'ipv6'])('have the same verdicts under all kinds of %s rules', (family) => {
    const counts = { accept: 0, drop: 0, reject: 0, unknown: 0, skipped: 0, open: 0 };
    fc.assert(
      fc.property(
        arbitraryHost(family, 'all'),
        fc.array(arbitraryPacket(family), { minLength: 20, maxLength: 20 }),
        (host, packets) => {
          const model = new Model(family, [host], defaultSymbolicLimits);
          const walker = new ChainWalker(model, host);
          const paths = new Map<Path, PathResult>();
          for (const made of packets) {
            const packet = usesConntrack(host.rules) ? made : stateless(made);
            if (packet.laterFragment && isJoined(host.rules, packet)) continue;
            let verdicts = paths.get(packet.path);
            if (!verdicts) {
              verdicts = runPath(walker, packet.path, packetsOn(model, packet.path));
              paths.set(packet.path, verdicts);
            }
            const trace = evaluate(host.rules, host.sets, packet, {
              steps: false,
              limits: { tests: 1e7, runs: 20_000 },
            });
            if (trace.obstacles.some(({ kind }) => kind === 'tooManyUnknowns')) {
              counts.skipped += 1;
              continue;
            }
            counts[trace.verdict] += 1;
            const found = (['accept', 'drop', 'reject', 'unknown'] as const).filter((verdict) =>
              holdsFor(model, verdicts[verdict], packet),
            );
            // The evaluator knows more kinds of matches, and of one packet it knows the connection.
            const isOpen = found.join() === 'unknown' && trace.verdict !== 'unknown';
            if (isOpen) counts.open += 1;
            else if (found.join() !== trace.verdict) {
              const told = [printSave(host.rules), printSets(host.ipSets), JSON.stringify(packet)].join('\n');
              throw new Error(`${told}\nevaluator: ${trace.verdict}, sets: ${found.join()}`);
            }
            // Dropped or rejected, but surely not accepted, is an unknown verdict too.
            if (trace.outcomes.some(({ verdict }) => verdict === 'accept' || verdict === 'unknown')) {
              expect(holdsFor(model, verdicts.mayAccept, packet)).toBe(true);
            }
          }
        },
      ),
      { numRuns: runs },
    );
    if (process.env['SYMBOLIC_RUNS']) console.log(counts);
    expect(counts.open).toBeLessThan(runs * 2);
    for (const verdict of ['accept', 'drop', 'reject', 'unknown'] as const) {
      expect(counts[verdict], verdict).toBeGreaterThan(runs / 4);
    }
  });
});
