import { createRow, findOne, ports, securityGroups } from '../../objects/index.ts';
import { creationOf } from '../plan/changes.ts';
import { planFlags, planInstead } from '../plan/plan-instead.ts';
import { checkAddress, parsePair } from '../port-spec.ts';
import { networks } from '../resources/network.ts';
import { writePort } from '../resources/write-port.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['port', 'create'],
  summary: 'cli.portCreateSummary',
  arguments: { name: { help: 'cli.argNewName' } },
  flags: {
    network: { help: 'cli.flagNetwork', value: 'NETWORK', required: true },
    fixedIp: { help: 'cli.flagFixedIp', value: 'ADDRESS', many: true },
    mac: { help: 'cli.flagMac', value: 'MAC' },
    group: { help: 'cli.flagGroup', value: 'GROUP', many: true, short: 'g' },
    noGroup: { help: 'cli.flagNoGroup' },
    host: { help: 'cli.flagHost', value: 'HOST' },
    deviceId: { help: 'cli.flagDeviceId', value: 'ID' },
    deviceOwner: { help: 'cli.flagDeviceOwner', value: 'OWNER' },
    allowedPair: { help: 'cli.flagAllowedPair', value: 'CIDR[=MAC]', many: true },
    portSecurity: { help: 'cli.flagPortSecurity', choices: ['on', 'off'] },
    ...planFlags,
  },
  examples: ['portreeve port create vm-oa --network oa --group test --host Sugon04'],
  async run(call) {
    const { args, flags, output } = call;
    const fixedIps = flags.fixedIp.map((text) => ({ ip_address: checkAddress(text) }));
    const pairs = flags.allowedPair.map(parsePair);
    const server = await call.client();
    const groups: string[] = [];
    for (const text of flags.group) groups.push((await findOne(server, securityGroups, text)).id);
    const values = {
      name: args.name,
      network_id: (await findOne(server, networks, flags.network)).id,
      ...(fixedIps.length === 0 ? {} : { fixed_ips: fixedIps }),
      ...(flags.mac === undefined ? {} : { mac_address: flags.mac }),
      ...(groups.length === 0 && !flags.noGroup ? {} : { security_groups: groups }),
      ...(flags.host === undefined ? {} : { 'binding:host_id': flags.host }),
      ...(flags.deviceId === undefined ? {} : { device_id: flags.deviceId }),
      ...(flags.deviceOwner === undefined ? {} : { device_owner: flags.deviceOwner }),
      ...(pairs.length === 0 ? {} : { allowed_address_pairs: pairs }),
      ...(flags.portSecurity === undefined ? {} : { port_security_enabled: flags.portSecurity === 'on' }),
    };
    const planned = await planInstead(call, flags, server, [creationOf(ports, values)]);
    if (planned !== undefined) return planned;
    const port = await createRow(server, ports, values);
    await writePort(server, output, port);
    return undefined;
  },
});
