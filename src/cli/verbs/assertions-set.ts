import { readAssertions } from '../plan/read-assertions.ts';
import { setAssertions } from '../plan/requests.ts';
import { writeAssertions } from '../plan/write-outcome.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['assertions', 'set'],
  summary: 'cli.assertionsSetSummary',
  arguments: { file: { help: 'cli.argAssertions' } },
  examples: ['portreeve assertions set portreeve.tests.yaml'],
  async run(call) {
    const texts = await readAssertions(call.args.file, call.world.stdin);
    const assertions = await setAssertions(await call.client(), texts);
    if (!call.output.quiet) await writeAssertions(call, assertions);
    return undefined;
  },
});
