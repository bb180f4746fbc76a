import { analysisOf, answered } from '../../ask/index.ts';
import { type Change, type DiffAnswer, type Verdict, diff, familyWord, verdictWord } from '../../explain/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { Context } from '../context.ts';
import type { DumpFlags } from '../dumps/dump-flags.ts';
import { exitCode } from '../exit-code.ts';
import { clean } from '../output/paint.ts';
import { changeText } from './change-text.ts';
import { type Compared, openBoth } from './compare-hosts.ts';
import { doubtText } from './doubt-text.ts';
import { type SetChange, differentRulesText, setChanges } from './rules-text.ts';

export interface CompareFlags extends DumpFlags {
  readonly all: boolean;
}

interface Answered {
  readonly family: Family;
  readonly answer: DiffAnswer;
}

/** What becomes of packets otherwise: reachability first, then rules. 0 no verdict differs, 11 some do, 12 it is open. */
export async function askDiff(
  call: Context,
  { before, after }: { readonly before: string; readonly after: string },
  flags: CompareFlags,
): Promise<number> {
  const compared = await openBoth(call, before, after, flags);
  const answers = compared.families.map((family) => ({
    family,
    answer: answered(diff(analysisOf(compared.hosts, family))),
  }));
  const sets = setChanges(compared);
  await call.output.text(diffText(compared, answers, sets, call, flags.all), {
    before: compared.names[0],
    after: compared.names[1],
    answers: answers.map(({ family, answer: { changes, rules } }) => ({ family, changes, rules })),
    sets,
    not_compared: compared.onlyIn,
    doubts: compared.hosts.flatMap(({ doubts }) => doubts),
  });
  if (answers.some(({ answer }) => answer.changes.length > 0)) return exitCode.different;
  const isOpen = compared.onlyIn.length > 0 || compared.hosts.some(({ doubts }) => doubts.length > 0);
  return isOpen ? exitCode.undetermined : exitCode.done;
}

function diffText(
  compared: Compared,
  answers: readonly Answered[],
  sets: readonly SetChange[],
  call: Context,
  all: boolean,
): string {
  const { say, output } = call;
  const [before, after] = compared.names;
  const isSame = answers.every(({ answer }) => answer.changes.length === 0);
  const setList = sets.map((change) => say('questions.setChange', { ...change })).join(', ');
  return [
    ...(isSame ? [clean(say('questions.diffNone', { before, after }))] : []),
    ...answers.flatMap(({ family, answer }) => [
      output.paint.strong(familyWord(family)),
      ...changesText(answer.changes, call, all),
      `  ${output.paint.strong(say('questions.rulesTitle'))}`,
      ...differentRulesText(answer.rules, family, compared.hosts, call, all),
      '',
    ]),
    ...(sets.length > 0 ? [clean(say('questions.setsDiffer', { sets: setList }))] : []),
    ...notCompared(compared, call),
    ...compared.hosts.flatMap((host) => doubtText(host, call)),
    '',
  ].join('\n');
}

export function notCompared({ onlyIn }: Compared, { say }: Context): readonly string[] {
  return onlyIn.map(({ family, name }) => clean(say('questions.onlyIn', { family: familyWord(family), name })));
}

function changesText(changes: readonly Change<Verdict>[], call: Context, all: boolean): readonly string[] {
  const { say, output, language } = call;
  const kinds = [
    ['questions.diffNewlyAllowed', changes.filter(({ after }) => after === 'accept')],
    ['questions.diffNewlyBlocked', changes.filter(({ before }) => before === 'accept')],
    ['questions.diffOther', changes.filter(({ before, after }) => before !== 'accept' && after !== 'accept')],
  ] as const;
  return kinds.flatMap(([title, own]) =>
    own.length === 0
      ? []
      : [
          `  ${output.paint.strong(say(title))}`,
          ...own.flatMap((change) => changeText(change, (verdict) => verdictWord(verdict, language), call, all)),
        ],
  );
}
