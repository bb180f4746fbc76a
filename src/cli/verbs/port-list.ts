import { fetchNames, fetchRows, findOne, ports, securityGroups } from '../../objects/index.ts';
import { networks } from '../resources/network.ts';
import { portColumns } from '../resources/port.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['port', 'list'],
  summary: 'cli.portListSummary',
  flags: {
    host: { help: 'cli.flagOfHost', value: 'HOST' },
    network: { help: 'cli.flagOfNetwork', value: 'NETWORK' },
    group: { help: 'cli.flagOfGroup', value: 'GROUP' },
  },
  examples: ['portreeve port list --host Sugon04', 'portreeve port list --group test -o wide'],
  async run({ flags, client, output, say }) {
    const server = await client();
    const network = flags.network === undefined ? undefined : (await findOne(server, networks, flags.network)).id;
    const group = flags.group === undefined ? undefined : (await findOne(server, securityGroups, flags.group)).id;
    const query = new URLSearchParams({
      ...(flags.host === undefined ? {} : { 'binding:host_id': flags.host }),
      ...(network === undefined ? {} : { network_id: network }),
    });
    const [rows, groupName, networkName] = await Promise.all([
      fetchRows(server, ports, query.toString()),
      fetchNames(server, securityGroups),
      fetchNames(server, networks),
    ]);
    const shown = group === undefined ? rows : rows.filter((port) => port.security_groups.includes(group));
    await output.list(portColumns(groupName, networkName), shown, { empty: say('cli.noPorts') });
    return undefined;
  },
});
