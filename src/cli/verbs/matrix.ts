import { questionFlags } from '../answers/question-flags.ts';
import { dumpFlags } from '../dumps/dump-flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['matrix'],
  summary: 'questions.matrixSummary',
  arguments: { file: { help: 'hosts.argFilesService', many: true } },
  flags: {
    possibly: { help: 'questions.flagPossibly' },
    ...questionFlags,
    all: { help: 'questions.flagAllAnswers' },
    ...dumpFlags,
  },
  examples: ['portreeve matrix rules.v4 sets tcp/22', 'portreeve matrix rules.v4 tcp/8080 --path local-in'],
  async run(call) {
    const { askMatrix } = await import('../answers/matrix.ts');
    return askMatrix(call, call.args.file, call.flags);
  },
});
