import { findOne, ports, securityGroups, updateRow } from '../../objects/index.ts';
import type { Client } from '../../client/index.ts';
import { updateOf } from '../plan/changes.ts';
import { planFlags, planInstead } from '../plan/plan-instead.ts';
import { checkAddress, parsePair } from '../port-spec.ts';
import { writePort } from '../resources/write-port.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['port', 'set'],
  summary: 'cli.portSetSummary',
  arguments: { port: { help: 'cli.argPort' } },
  flags: {
    name: { help: 'cli.flagName', value: 'NAME' },
    group: { help: 'cli.flagGroup', value: 'GROUP', many: true, short: 'g' },
    addGroup: { help: 'cli.flagAddGroup', value: 'GROUP', many: true },
    removeGroup: { help: 'cli.flagRemoveGroup', value: 'GROUP', many: true },
    noGroup: { help: 'cli.flagNoGroup' },
    fixedIp: { help: 'cli.flagFixedIp', value: 'ADDRESS', many: true },
    host: { help: 'cli.flagHost', value: 'HOST' },
    allowedPair: { help: 'cli.flagAllowedPair', value: 'CIDR[=MAC]', many: true },
    noAllowedPair: { help: 'cli.flagNoAllowedPair' },
    portSecurity: { help: 'cli.flagPortSecurity', choices: ['on', 'off'] },
    adminState: { help: 'cli.flagAdminState', choices: ['up', 'down'] },
    ...planFlags,
  },
  examples: [
    'portreeve port set web01 --add-group default',
    'portreeve port set web01 --add-group default --plan',
    'portreeve port set vm-oa --no-group --port-security off',
    'portreeve port set 172.16.15.31 --allowed-pair 172.16.15.100',
  ],
  async run(call) {
    const { args, flags, output } = call;
    const fixedIps = flags.fixedIp.map((text) => ({ ip_address: checkAddress(text) }));
    const pairs = flags.allowedPair.map(parsePair);
    const server = await call.client();
    const port = await findOne(server, ports, args.port);
    const groups = await changedGroups(server, port.security_groups, flags);
    const values = {
      ...(flags.name === undefined ? {} : { name: flags.name }),
      ...(groups === undefined ? {} : { security_groups: groups }),
      ...(fixedIps.length === 0 ? {} : { fixed_ips: fixedIps }),
      ...(flags.host === undefined ? {} : { 'binding:host_id': flags.host }),
      ...(pairs.length === 0 && !flags.noAllowedPair ? {} : { allowed_address_pairs: pairs }),
      ...(flags.portSecurity === undefined ? {} : { port_security_enabled: flags.portSecurity === 'on' }),
      ...(flags.adminState === undefined ? {} : { admin_state_up: flags.adminState === 'up' }),
    };
    const planned = await planInstead(call, flags, server, [updateOf(ports, port.id, values)]);
    if (planned !== undefined) return planned;
    const changed = await updateRow(server, ports, port.id, values);
    await writePort(server, output, changed);
    return undefined;
  },
});

interface GroupFlags {
  readonly group: readonly string[];
  readonly addGroup: readonly string[];
  readonly removeGroup: readonly string[];
  readonly noGroup: boolean;
}

/** The port's groups after the change, order kept; undefined if nothing was said of groups. */
async function changedGroups(
  client: Client,
  current: readonly string[],
  flags: GroupFlags,
): Promise<readonly string[] | undefined> {
  const { group, addGroup, removeGroup, noGroup } = flags;
  if (group.length + addGroup.length + removeGroup.length === 0 && !noGroup) return undefined;
  const ids = async (texts: readonly string[]) => {
    const found: string[] = [];
    for (const text of texts) found.push((await findOne(client, securityGroups, text)).id);
    return found;
  };
  const removed = new Set(await ids(removeGroup));
  const base = noGroup || group.length > 0 ? await ids(group) : current;
  return [...new Set([...base, ...(await ids(addGroup))])].filter((id) => !removed.has(id));
}
