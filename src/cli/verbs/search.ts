import { questionFlags } from '../answers/question-flags.ts';
import { dumpFlags } from '../dumps/dump-flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['search'],
  summary: 'questions.searchSummary',
  arguments: { file: { help: 'hosts.argFilesService', many: true } },
  flags: {
    verdict: {
      help: 'questions.flagVerdict',
      choices: ['accept', 'drop', 'reject', 'unknown', 'refuse', 'mayAccept'],
      required: true,
    },
    ...questionFlags,
    all: { help: 'questions.flagAllAnswers' },
    ...dumpFlags,
  },
  examples: [
    'portreeve search rules.v4 sets --verdict drop --from 172.16.15.0/24 --to tape68040f5-c3 tcp/22',
    'portreeve search rules.v4 --verdict accept --path local-in tcp/22',
  ],
  async run(call) {
    const { askSearch } = await import('../answers/search.ts');
    return askSearch(call, call.args.file, call.flags);
  },
});
