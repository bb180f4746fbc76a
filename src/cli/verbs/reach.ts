import { questionFlags } from '../answers/question-flags.ts';
import { dumpFlags } from '../dumps/dump-flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['reach'],
  summary: 'questions.reachSummary',
  arguments: { file: { help: 'hosts.argFilesService', many: true } },
  flags: { ...questionFlags, all: { help: 'questions.flagAllAnswers' }, ...dumpFlags },
  examples: [
    'portreeve reach rules.v4 sets --to 172.16.15.31 tcp/22',
    'portreeve reach rules.v4 sets --from tape68040f5-c3',
    'portreeve reach host:Sugon04',
  ],
  async run(call) {
    const { askReach } = await import('../answers/reach.ts');
    return askReach(call, call.args.file, call.flags);
  },
});
