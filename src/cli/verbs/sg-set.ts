import { findOne, securityGroups, updateRow } from '../../objects/index.ts';
import { securityGroupColumns } from '../resources/security-group.ts';
import { updateOf } from '../plan/changes.ts';
import { planFlags, planInstead } from '../plan/plan-instead.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['sg', 'set'],
  summary: 'cli.sgSetSummary',
  arguments: { group: { help: 'cli.argGroup' } },
  flags: {
    name: { help: 'cli.flagName', value: 'NAME' },
    description: { help: 'cli.flagDescription', value: 'TEXT' },
    stateful: { help: 'cli.flagStateful', choices: ['on', 'off'] },
    ...planFlags,
  },
  async run(call) {
    const { args, flags, output } = call;
    const server = await call.client();
    const group = await findOne(server, securityGroups, args.group);
    const values = {
      ...(flags.name === undefined ? {} : { name: flags.name }),
      ...(flags.description === undefined ? {} : { description: flags.description }),
      ...(flags.stateful === undefined ? {} : { stateful: flags.stateful === 'on' }),
    };
    const planned = await planInstead(call, flags, server, [updateOf(securityGroups, group.id, values)]);
    if (planned !== undefined) return planned;
    const changed = await updateRow(server, securityGroups, group.id, values);
    await output.one(securityGroupColumns, changed);
    return undefined;
  },
});
