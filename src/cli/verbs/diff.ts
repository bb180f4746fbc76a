import { dumpFlags } from '../dumps/dump-flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['diff'],
  summary: 'questions.diffSummary',
  arguments: { before: { help: 'questions.argBefore' }, after: { help: 'questions.argAfter' } },
  flags: { all: { help: 'questions.flagAllAnswers' }, ...dumpFlags },
  examples: [
    'portreeve diff before.txt after.txt',
    'portreeve diff rules-old rules-new',
    'portreeve diff host:Sugon04 Sugon04.txt',
  ],
  async run(call) {
    const { askDiff } = await import('../answers/diff.ts');
    return askDiff(call, call.args, call.flags);
  },
});
