import { type FindingSeverity, type ReadFindingCode, type ReadHost, sayFinding } from '../../explain/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';

/** As many as one reads before going on. */
const mostSaid = 10;

const order: readonly FindingSeverity[] = ['error', 'loss', 'question', 'assumption', 'info'];

/** What is no loss as far as can be told, but a person may know better. What was mended or agrees is only among the data. */
const leftOut: ReadonlySet<ReadFindingCode> = new Set(['noise', 'script_line']);

/**
 * Says on standard error, also beside data, what is missing of a host's texts, what was left out and what was taken; what
 * matters most comes first. A line that was not understood may be a rule. Nothing with --quiet.
 */
export function sayFindings({ world, output, language, say }: Context, { findings }: Pick<ReadHost, 'findings'>): void {
  if (output.quiet) return;
  const told = findings.filter(({ severity, code }) => severity !== 'info' || leftOut.has(code));
  const sorted = told.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  for (const finding of sorted.slice(0, mostSaid)) {
    const sentence = sayFinding(finding, language);
    world.stderr.write(`${clean(finding.name === undefined ? sentence : `${finding.name}: ${sentence}`)}\n`);
  }
  const more = sorted.length - mostSaid;
  if (more > 0) world.stderr.write(`${say('dumps.moreFindings', { count: more })}\n`);
}
