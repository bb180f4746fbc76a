import { dumpFlags } from '../dumps/dump-flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['spoof'],
  summary: 'questions.spoofSummary',
  arguments: { file: { help: 'dumps.argFiles', many: true } },
  flags: { all: { help: 'questions.flagAllAnswers' }, ...dumpFlags },
  examples: ['portreeve spoof rules.v4 rules.v6 sets', 'portreeve spoof host:Sugon04'],
  async run(call) {
    const { askSpoof } = await import('../answers/spoof.ts');
    return askSpoof(call, call.args.file, call.flags);
  },
});
