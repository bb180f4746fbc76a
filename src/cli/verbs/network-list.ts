import { fetchNames, fetchRows } from '../../objects/index.ts';
import { networkColumns, networks } from '../resources/network.ts';
import { subnets } from '../resources/subnet.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['network', 'list'],
  summary: 'cli.networkListSummary',
  async run({ client, output, say }) {
    const server = await client();
    const [rows, subnetText] = await Promise.all([
      fetchRows(server, networks),
      fetchNames(server, subnets, (subnet) => subnet.cidr),
    ]);
    await output.list(networkColumns(subnetText), rows, { empty: say('cli.noNetworks') });
    return undefined;
  },
});
