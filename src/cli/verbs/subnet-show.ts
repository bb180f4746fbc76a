import { fetchNames, findOne } from '../../objects/index.ts';
import { networks } from '../resources/network.ts';
import { subnetColumns, subnets } from '../resources/subnet.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['subnet', 'show'],
  summary: 'cli.subnetShowSummary',
  arguments: { subnet: { help: 'cli.argSubnet' } },
  async run({ args, client, output }) {
    const server = await client();
    const subnet = await findOne(server, subnets, args.subnet);
    await output.one(subnetColumns(await fetchNames(server, networks)), subnet);
    return undefined;
  },
});
