import { createRow, fetchNames, wholeNumber } from '../../objects/index.ts';
import { networkColumns, networks } from '../resources/network.ts';
import { subnets } from '../resources/subnet.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['network', 'create'],
  summary: 'cli.networkCreateSummary',
  arguments: { name: { help: 'cli.argNewName' } },
  flags: {
    type: { help: 'cli.flagNetworkType', choices: ['vxlan', 'vlan', 'flat', 'local'] },
    physicalNetwork: { help: 'cli.flagPhysicalNetwork', value: 'NAME' },
    segment: { help: 'cli.flagSegment', value: 'NUMBER' },
    mtu: { help: 'cli.flagMtu', value: 'BYTES' },
    portSecurity: { help: 'cli.flagPortSecurity', choices: ['on', 'off'] },
  },
  examples: [
    'portreeve network create oa',
    'portreeve network create dmz --type vlan --physical-network physnet1 --segment 42',
  ],
  async run({ args, flags, client, output }) {
    const server = await client();
    const network = await createRow(server, networks, {
      name: args.name,
      ...(flags.type === undefined ? {} : { 'provider:network_type': flags.type }),
      ...(flags.physicalNetwork === undefined ? {} : { 'provider:physical_network': flags.physicalNetwork }),
      ...(flags.segment === undefined
        ? {}
        : { 'provider:segmentation_id': wholeNumber('--segment', flags.segment, 1, 16_777_215) }),
      ...(flags.mtu === undefined ? {} : { mtu: wholeNumber('--mtu', flags.mtu, 68, 65_535) }),
      ...(flags.portSecurity === undefined ? {} : { port_security_enabled: flags.portSecurity === 'on' }),
    });
    await output.one(networkColumns(await fetchNames(server, subnets, (subnet) => subnet.cidr)), network);
    return undefined;
  },
});
