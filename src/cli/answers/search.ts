import { analysisOf, answered, questionOf } from '../../ask/index.ts';
import { type SearchAnswer, type SearchedVerdict, familyWord, search } from '../../explain/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { Context } from '../context.ts';
import type { DumpFlags } from '../dumps/dump-flags.ts';
import { openDumps } from '../dumps/dumped-host.ts';
import { exitCode } from '../exit-code.ts';
import { doubtText } from './doubt-text.ts';
import { filesAndService } from './files-and-service.ts';
import type { QuestionFlags } from './question-flags.ts';
import { regionText } from './region-text.ts';

export interface SearchFlags extends DumpFlags, QuestionFlags {
  readonly all: boolean;
  readonly verdict: SearchedVerdict;
}

interface Answered {
  readonly family: Family;
  readonly answer: SearchAnswer;
}

/** A packet with a verdict under conditions, on each path that has one. 0 there is one, 3 there is none. */
export async function askSearch(call: Context, given: readonly string[], flags: SearchFlags): Promise<number> {
  const { files, service } = filesAndService('portreeve search', given);
  const host = await openDumps(call, files, flags);
  const question = questionOf(host, service, flags);
  const { to, path } = question;
  const answers = question.families.map((family): Answered => {
    const constraint = question.constraint(family);
    // A frame that leaves by a port of a bridge was bridged; what the host itself sends came in by none.
    const paths = path ? [path] : to?.device === undefined ? undefined : (['bridged'] as const);
    const asked = { verdict: flags.verdict, constraint, ...(paths && { paths }) };
    return { family, answer: answered(search(analysisOf([host], family), asked)) };
  });
  const isFound = answers.some(({ answer }) => answer.found.length > 0);
  const lines = isFound
    ? answers.flatMap((one) => familyText(one, call, flags.all))
    : [call.say('questions.searchNone')];
  await call.output.text([...lines, ...doubtText(host, call), ''].join('\n'), {
    verdict: flags.verdict,
    doubts: host.doubts,
    answers: answers.map(({ family, answer }) => ({ family, found: answer.found })),
  });
  return isFound ? exitCode.done : exitCode.notFound;
}

function familyText({ family, answer }: Answered, call: Context, all: boolean): readonly string[] {
  const { say, output } = call;
  return answer.found.flatMap(({ path, example, region }) => [
    output.paint.strong(
      say('questions.searchFound', { family: familyWord(family), path: say(`questions.path_${path}`) }),
    ),
    ...regionText(region, example, call, { indent: '  ', all }),
    '',
  ]);
}
