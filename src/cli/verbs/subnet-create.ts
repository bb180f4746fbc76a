import { createRow, fetchNames, findOne } from '../../objects/index.ts';
import { PortreeveError, cidrVersion, parseCidr } from '../../model/index.ts';
import { checkAddress } from '../port-spec.ts';
import { networks } from '../resources/network.ts';
import { subnetColumns, subnets } from '../resources/subnet.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['subnet', 'create'],
  summary: 'cli.subnetCreateSummary',
  arguments: { name: { help: 'cli.argNewName' } },
  flags: {
    network: { help: 'cli.flagNetwork', value: 'NETWORK', required: true },
    cidr: { help: 'cli.flagCidr', value: 'CIDR', required: true },
    gateway: { help: 'cli.flagGateway', value: 'ADDRESS' },
    dhcp: { help: 'cli.flagDhcp', choices: ['on', 'off'] },
    dns: { help: 'cli.flagDns', value: 'ADDRESS', many: true },
    pool: { help: 'cli.flagPool', value: 'FIRST-LAST', many: true },
  },
  examples: ['portreeve subnet create oa --network oa --cidr 172.16.15.0/24'],
  async run({ args, flags, client, output }) {
    const cidr = parseCidr(flags.cidr);
    // Without a length it would be a subnet of one address, which nobody means.
    if (cidr === undefined || !flags.cidr.includes('/')) throw new PortreeveError('BAD_CIDR', { text: flags.cidr });
    const pools = flags.pool.map(parsePool);
    const dns = flags.dns.map(checkAddress);
    const gateway = flags.gateway === undefined || flags.gateway === 'none' ? null : checkAddress(flags.gateway);
    const server = await client();
    const subnet = await createRow(server, subnets, {
      name: args.name,
      network_id: (await findOne(server, networks, flags.network)).id,
      cidr: flags.cidr,
      ip_version: cidrVersion(cidr),
      ...(flags.gateway === undefined ? {} : { gateway_ip: gateway }),
      ...(flags.dhcp === undefined ? {} : { enable_dhcp: flags.dhcp === 'on' }),
      ...(dns.length === 0 ? {} : { dns_nameservers: dns }),
      ...(pools.length === 0 ? {} : { allocation_pools: pools }),
    });
    await output.one(subnetColumns(await fetchNames(server, networks)), subnet);
    return undefined;
  },
});

function parsePool(text: string): { readonly start: string; readonly end: string } {
  const [start = '', end = '', ...rest] = text.split('-');
  if (rest.length > 0) throw new PortreeveError('BAD_ADDRESS', { text });
  return { start: checkAddress(start), end: checkAddress(end) };
}
