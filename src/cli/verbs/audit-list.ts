import { wholeNumber } from '../../objects/index.ts';
import { entryColumns, fetchEntries } from '../audit/entries.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['audit', 'list'],
  summary: 'cli.auditListSummary',
  flags: {
    object: { help: 'cli.flagObject', value: 'ID' },
    actor: { help: 'cli.flagActor', value: 'NAME' },
    before: { help: 'cli.flagBefore', value: 'REVISION' },
    limit: { help: 'cli.flagLimit', value: 'N' },
  },
  examples: ['portreeve audit list', 'portreeve audit list --actor zhang --limit 10'],
  async run({ flags, client, output, say }) {
    const { object, actor, before } = flags;
    const limit = flags.limit === undefined ? undefined : `${wholeNumber('--limit', flags.limit, 1, 500)}`;
    if (before !== undefined) wholeNumber('--before', before, 0, 999_999_999_999_999);
    const entries = await fetchEntries(await client(), { object, actor, before, limit });
    await output.list(entryColumns, entries, { empty: say('cli.noEntries') });
    return undefined;
  },
});
