import { analysisOf, answered } from '../../ask/index.ts';
import { type EquivalentAnswer, equivalent, exampleWords, familyWord } from '../../explain/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { Context } from '../context.ts';
import { exitCode } from '../exit-code.ts';
import { clean } from '../output/paint.ts';
import { changeText } from './change-text.ts';
import { type Compared, openBoth } from './compare-hosts.ts';
import { type CompareFlags, notCompared } from './diff.ts';
import { doubtText } from './doubt-text.ts';

interface Answered {
  readonly family: Family;
  readonly answer: EquivalentAnswer;
}

/** Whether two hosts let the same packets through. 0 they do, 11 they do not, 12 it is open. */
export async function askEquivalent(
  call: Context,
  { before, after }: { readonly before: string; readonly after: string },
  flags: CompareFlags,
): Promise<number> {
  const compared = await openBoth(call, before, after, flags);
  const answers = compared.families.map((family) => ({
    family,
    answer: answered(equivalent(analysisOf(compared.hosts, family))),
  }));
  const isSame = answers.every(({ answer }) => answer.isEquivalent);
  const isOpen =
    compared.onlyIn.length > 0 ||
    compared.hosts.some(({ doubts }) => doubts.length > 0) ||
    answers.some(({ answer }) => answer.openElsewise.length > 0);
  await call.output.text(equivalentText(compared, answers, call, flags.all), {
    before: compared.names[0],
    after: compared.names[1],
    equivalent: isSame && isOpen ? null : isSame,
    answers: answers.map(({ family, answer }) => ({
      family,
      equivalent: answer.isEquivalent,
      changes: answer.changes,
      open: answer.openElsewise,
      rules: answer.rules,
    })),
    not_compared: compared.onlyIn,
    doubts: compared.hosts.flatMap(({ doubts }) => doubts),
  });
  if (!isSame) return exitCode.different;
  return isOpen ? exitCode.undetermined : exitCode.done;
}

function equivalentText(compared: Compared, answers: readonly Answered[], call: Context, all: boolean): string {
  const { say, output, language } = call;
  const [before, after] = compared.names;
  const isSame = answers.every(({ answer }) => answer.isEquivalent);
  const open = answers.flatMap(({ answer }) => answer.openElsewise)[0];
  const families = answers.map(({ family }) => familyWord(family)).join(', ');
  const count = answers.reduce((sum, { answer: { rules } }) => sum + rules.before.length + rules.after.length, 0);
  const verdict = !isSame
    ? say('questions.equivalentNo', { before, after })
    : open
      ? say('questions.equivalentOpen', { before, after, packet: exampleWords(open.example, language) })
      : say('questions.equivalentYes', { before, after, families });
  return [
    output.paint.strong(clean(verdict)),
    count === 0 ? say('questions.rulesSame') : say('questions.rulesDiffer', { count }),
    ...answers.flatMap(({ family, answer }) =>
      answer.changes.length === 0
        ? []
        : [
            `  ${output.paint.strong(familyWord(family))}`,
            ...answer.changes.flatMap((change) =>
              changeText(change, (passing) => say(`questions.passing_${passing}`), call, all),
            ),
          ],
    ),
    ...notCompared(compared, call),
    ...compared.hosts.flatMap((host) => doubtText(host, call)),
    '',
  ].join('\n');
}
