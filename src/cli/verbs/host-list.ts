import { fetchHosts } from '../../objects/index.ts';
import { hostColumns } from '../resources/host.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['host', 'list'],
  summary: 'cli.hostListSummary',
  async run({ client, output, say }) {
    await output.list(hostColumns, await fetchHosts(await client()), { empty: say('cli.noHosts') });
    return undefined;
  },
});
