import type { Answer } from '../answer.ts';
import type { Sight } from '../sight.ts';
import { type Option, eachOption, maskedNumber } from './options.ts';

/** `-m mark`. */
export const testMark = eachOption((option, { mark }) => compare(option, mark));

/** `-m connmark`: of a packet without a connection neither it nor its negation holds. */
export function testConnmark(options: readonly Option[], { tracked }: Sight): Answer | undefined {
  const [option, more] = options;
  if (tracked === null) return false;
  if (!option || more) return undefined;
  const holds = compare(option, tracked?.mark);
  return holds === undefined ? undefined : holds !== option.negated;
}

function compare({ name, values }: Option, mark: number | undefined): boolean | undefined {
  const wanted = maskedNumber(values[0] ?? '', 0xffffffff);
  if (name !== '--mark' || mark === undefined || !wanted) return undefined;
  return (mark & wanted[1]) >>> 0 === wanted[0] >>> 0;
}
