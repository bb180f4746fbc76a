import { type DumpedHost } from '../../ask/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';

/** Says that rules may be missing, where something in the texts says so. */
export function doubtText({ doubts }: Pick<DumpedHost, 'doubts'>, { say }: Context): readonly string[] {
  return doubts.length === 0 ? [] : [clean(say('questions.doubted', { doubts: doubts.join(', ') }))];
}
