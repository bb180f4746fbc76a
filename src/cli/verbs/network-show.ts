import { fetchNames, findOne } from '../../objects/index.ts';
import { networkColumns, networks } from '../resources/network.ts';
import { subnets } from '../resources/subnet.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['network', 'show'],
  summary: 'cli.networkShowSummary',
  arguments: { network: { help: 'cli.argNetwork' } },
  async run({ args, client, output }) {
    const server = await client();
    const network = await findOne(server, networks, args.network);
    await output.one(networkColumns(await fetchNames(server, subnets, (subnet) => subnet.cidr)), network);
    return undefined;
  },
});
