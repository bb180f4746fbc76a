import { type Analysis, type TooLarge, openAnalysis } from '../../explain/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { DumpedHost } from './dumped-host.ts';
import { oneLayer } from './one-layer.ts';

/** Hosts made ready for questions in one family. Throws TWO_RULESETS, QUESTION_TOO_LARGE. */
export function analysisOf(hosts: readonly DumpedHost[], family: Family): Analysis {
  return answered(
    openAnalysis(hosts.map((host) => ({ rules: oneLayer(host, family).rulesets[family], sets: host.sets }))),
  );
}

/** The answer itself. Throws QUESTION_TOO_LARGE where it would cost too much. */
export function answered<T extends object>(answer: T | TooLarge): T {
  if ('kind' in answer && answer.kind === 'tooLarge') {
    const { exhausted, limit } = answer as TooLarge;
    throw new PortreeveError('QUESTION_TOO_LARGE', { exhausted: `questions.exhausted_${exhausted}`, limit });
  }
  return answer as T;
}
