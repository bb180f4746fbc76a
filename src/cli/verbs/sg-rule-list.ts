import { fetchRows, pickOne, rules, securityGroups } from '../../objects/index.ts';
import { fetchGroupMembers } from '../resources/group-members.ts';
import { ruleColumns } from '../resources/rule.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['sg', 'rule', 'list'],
  summary: 'cli.ruleListSummary',
  arguments: { group: { help: 'cli.argGroupOptional', optional: true } },
  examples: ['portreeve sg rule list', 'portreeve sg rule list test'],
  async run({ args, client, output, say }) {
    const server = await client();
    const members = await fetchGroupMembers(server);
    const group = args.group === undefined ? undefined : pickOne(members.groups, securityGroups, args.group);
    const rows = group ? (group.security_group_rules ?? []) : await fetchRows(server, rules);
    await output.list(ruleColumns(members, group === undefined), rows, { empty: say('cli.noRules') });
    return undefined;
  },
});
