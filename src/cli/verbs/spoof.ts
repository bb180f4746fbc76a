import { dumpFlags } from '../dumps/dump-flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['spoof'],
  summary: 'questions.spoofSummary',
  arguments: { file: { help: 'dumps.argFiles', many: true } },
  flags: {
    from: { help: 'questions.flagSpoofFrom', value: 'PORT' },
    all: { help: 'questions.flagAllAnswers' },
    ...dumpFlags,
  },
  examples: ['portreeve spoof rules.v4 rules.v6 sets', 'portreeve spoof host:Sugon04 --from tape68040f5-c3'],
  async run(call) {
    const { askSpoof } = await import('../answers/spoof.ts');
    return askSpoof(call, call.args.file, call.flags);
  },
});
