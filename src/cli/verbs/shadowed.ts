import { dumpFlags } from '../dumps/dump-flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['shadowed'],
  summary: 'questions.shadowedSummary',
  arguments: { file: { help: 'dumps.argFiles', many: true } },
  flags: { all: { help: 'questions.flagAllAnswers' }, ...dumpFlags },
  examples: ['portreeve shadowed rules.v4 sets', 'iptables-save -c | portreeve shadowed -'],
  async run(call) {
    const { askShadowed } = await import('../answers/shadowed.ts');
    return askShadowed(call, call.args.file, call.flags);
  },
});
