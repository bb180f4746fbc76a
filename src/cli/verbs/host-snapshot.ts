import { fetchHost } from '../../objects/index.ts';
import { takeDump } from '../../ask/index.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['host', 'snapshot'],
  summary: 'cli.hostSnapshotSummary',
  arguments: { host: { help: 'cli.argHost' }, name: { help: 'cli.argSnapshot' } },
  examples: ['portreeve host snapshot Sugon04 before-launch', 'portreeve host diff Sugon04 --since before-launch'],
  async run({ args, client, output, say }) {
    const server = await client();
    const { host } = await fetchHost(server, args.host);
    const dump = await takeDump(server, host, args.name);
    output.note(say('cli.snapshotKept', { host, name: args.name }));
    if (output.format === 'json' || output.format === 'yaml') {
      await output.text('', { host, name: args.name, taken_at: dump.taken_at });
    }
    return undefined;
  },
});
