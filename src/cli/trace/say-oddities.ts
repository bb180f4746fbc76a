import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';
import type { DumpedHost } from './dump-texts.ts';

/** Names what was odd in a dump on standard error, also beside data: a line that was not understood may be a rule. */
export function sayOddities({ world, say }: Context, { oddities }: Pick<DumpedHost, 'oddities'>): void {
  for (const { path, finding } of oddities) {
    const words = say(`netfilter.finding_${finding.code}`, { line: finding.line, text: finding.text });
    world.stderr.write(`${clean(`${path}: ${words}`)}\n`);
  }
}
