import type { ReadHost } from '../reader/host-text.ts';
import type { Trace } from '../trace.ts';

/** What of a host's texts says that there may be rules which they do not show, each thing once, as "line_unknown (a.txt:7)". */
export function doubtsOf({ findings }: Pick<ReadHost, 'findings'>): readonly string[] {
  const doubts = new Map<string, string>();
  for (const { code, weakens, name, text, line } of findings) {
    if (weakens && !doubts.has(code)) doubts.set(code, `${code} (${name ?? text + 1}:${line})`);
  }
  return [...doubts.values()];
}

/**
 * The trace as it has to be read where there may be rules that no text shows: a packet that all shown rules accept may
 * be dropped by another. That it is dropped stays: more rules do not often let it through.
 */
export function withDoubts(trace: Trace, doubts: readonly string[]): Trace {
  if (doubts.length === 0 || trace.verdict !== 'accept') return trace;
  return {
    ...trace,
    verdict: 'unknown',
    unknowns: [...trace.unknowns, ...doubts],
    outcomes: [...trace.outcomes, { verdict: 'unknown', decidedBy: null, assuming: [] }],
  };
}
