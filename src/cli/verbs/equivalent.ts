import { dumpFlags } from '../dumps/dump-flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['equivalent'],
  summary: 'questions.equivalentSummary',
  arguments: { before: { help: 'questions.argBefore' }, after: { help: 'questions.argAfter' } },
  flags: { all: { help: 'questions.flagAllAnswers' }, ...dumpFlags },
  examples: [
    'portreeve equivalent before.txt after.txt',
    'portreeve equivalent rules-old rules-new',
    'portreeve equivalent host:Sugon04 Sugon04.txt',
  ],
  async run(call) {
    const { askEquivalent } = await import('../answers/equivalent.ts');
    return askEquivalent(call, call.args, call.flags);
  },
});
