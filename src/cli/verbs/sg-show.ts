import { pickOne, securityGroups, shortId } from '../../objects/index.ts';
import { fetchGroupMembers } from '../resources/group-members.ts';
import { ruleColumns } from '../resources/rule.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['sg', 'show'],
  summary: 'cli.sgShowSummary',
  arguments: { group: { help: 'cli.argGroup' } },
  examples: ['portreeve sg show test', 'portreeve sg show 43e07d4f --json'],
  async run({ args, client, output, say }) {
    const members = await fetchGroupMembers(await client());
    const group = pickOne(members.groups, securityGroups, args.group);
    const ports = members.portsOf(group.id);
    const hosts = new Set(ports.map((port) => port['binding:host_id']).filter(Boolean));
    const heading = [
      group.name,
      output.format === 'wide' ? group.id : shortId(group.id),
      ...(group.project_id ? [say('cli.inProject', { project: group.project_id })] : []),
      say('cli.portsOnHosts', {
        ports: say('cli.ports', { count: ports.length }),
        hosts: say('cli.hosts', { count: hosts.size }),
      }),
      ...(group.stateful === false ? [say('cli.stateless')] : []),
      ...(group.revision_number === undefined ? [] : [say('cli.atRevision', { revision: group.revision_number })]),
    ].join('  ');
    const options = { data: group, heading, empty: say('cli.noRules') };
    await output.list(ruleColumns(members, false), group.security_group_rules ?? [], options);
    return undefined;
  },
});
