import { fetchNames, fetchRows } from '../../objects/index.ts';
import { networks } from '../resources/network.ts';
import { subnetColumns, subnets } from '../resources/subnet.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['subnet', 'list'],
  summary: 'cli.subnetListSummary',
  async run({ client, output, say }) {
    const server = await client();
    const [rows, networkName] = await Promise.all([fetchRows(server, subnets), fetchNames(server, networks)]);
    await output.list(subnetColumns(networkName), rows, { empty: say('cli.noSubnets') });
    return undefined;
  },
});
