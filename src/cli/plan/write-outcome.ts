import { type OutcomeLine, assertionText, outcomeText } from '../../policy/index.ts';
import type { PlanAssertion, PlanOutcome } from '../../wire/index.ts';
import type { Context } from '../context.ts';
import { exitCode } from '../exit-code.ts';
import { type Paint, clean } from '../output/paint.ts';

/** What a change does, in words, a mark before each line; `data` is its form for JSON and YAML. */
export async function writeOutcome({ language, output, say }: Context, outcome: PlanOutcome, data: unknown) {
  const lines = outcomeText(language, outcome).map((line) => marked(line, output.paint));
  const asked = outcome.confirm === null ? [] : [`  ${say('plan.confirm', { text: clean(outcome.confirm) })}`];
  await output.text(`${[...lines, ...asked].join('\n')}\n`, data);
}

export async function writeAssertions({ language, output, say }: Context, assertions: readonly PlanAssertion[]) {
  const lines = assertionText(language, assertions).map((line) => marked(line, output.paint));
  if (lines.length === 0) output.note(say('cli.noAssertions'));
  await output.text(lines.map((line) => `${line}\n`).join(''), { assertions });
}

/** 10 if an assertion would be broken, as such a plan is not applied. */
export function exitOfOutcome({ assertions }: PlanOutcome): number {
  return assertions.some(({ outcome }) => outcome === 'fails') ? exitCode.dropped : exitCode.done;
}

/** 10 if one is broken; 12 if none is, but one speaks of nobody. */
export function exitOfAssertions(assertions: readonly PlanAssertion[]): number {
  if (assertions.some(({ outcome }) => outcome === 'fails')) return exitCode.dropped;
  return assertions.some(({ outcome }) => outcome === 'nobody') ? exitCode.undetermined : exitCode.done;
}

const marks: Readonly<Record<OutcomeLine['kind'], string>> = {
  allowed: '+',
  blocked: '-',
  nothing: ' ',
  totals: ' ',
  warning: '!',
  hosts: ' ',
  holds: '✓',
  broken: '✗',
  nobody: '?',
};

function marked({ kind, text }: OutcomeLine, paint: Paint): string {
  const line = `${marks[kind]} ${clean(text)}`;
  if (kind === 'allowed' || kind === 'holds') return paint.good(line);
  if (kind === 'blocked' || kind === 'broken') return paint.bad(line);
  if (kind === 'warning') return paint.strong(line);
  return kind === 'hosts' ? paint.muted(line) : line;
}
