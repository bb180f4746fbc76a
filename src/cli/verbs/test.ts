import { readAssertions } from '../plan/read-assertions.ts';
import { checkAssertions, fetchAssertions } from '../plan/requests.ts';
import { exitOfAssertions, writeAssertions } from '../plan/write-outcome.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['test'],
  summary: 'cli.testSummary',
  arguments: { file: { help: 'cli.argAssertions', optional: true } },
  examples: ['portreeve test portreeve.tests.yaml', 'portreeve test'],
  async run(call) {
    const { file } = call.args;
    const texts = file === undefined ? undefined : await readAssertions(file, call.world.stdin);
    const client = await call.client();
    const assertions = texts === undefined ? await fetchAssertions(client) : await checkAssertions(client, texts);
    if (!call.output.quiet) await writeAssertions(call, assertions);
    return exitOfAssertions(assertions);
  },
});
