import { fetchAssertions } from '../plan/requests.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['assertions', 'show'],
  summary: 'cli.assertionsShowSummary',
  async run({ client, output, say }) {
    const assertions = await fetchAssertions(await client());
    await output.list(
      [
        { key: 'text', title: 'cli.columnAssertion', text: (one) => one.text },
        { key: 'outcome', title: 'cli.columnOutcome', text: (one) => one.outcome },
        { key: 'about', title: 'cli.columnAbout', text: (one) => one.about ?? '' },
      ],
      assertions,
      { empty: say('cli.noAssertions') },
    );
    return undefined;
  },
});
