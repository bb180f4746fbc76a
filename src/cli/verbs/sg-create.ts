import { createRow, securityGroups } from '../../objects/index.ts';
import { securityGroupColumns } from '../resources/security-group.ts';
import { creationOf } from '../plan/changes.ts';
import { planFlags, planInstead } from '../plan/plan-instead.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['sg', 'create'],
  summary: 'cli.sgCreateSummary',
  arguments: { name: { help: 'cli.argNewName' } },
  flags: {
    description: { help: 'cli.flagDescription', value: 'TEXT' },
    stateless: { help: 'cli.flagStateless' },
    project: { help: 'cli.flagProject', value: 'ID' },
    ...planFlags,
  },
  examples: ['portreeve sg create test --description "what it is for"'],
  async run(call) {
    const { args, flags, output } = call;
    const server = await call.client();
    const values = {
      name: args.name,
      ...(flags.description === undefined ? {} : { description: flags.description }),
      ...(flags.stateless ? { stateful: false } : {}),
      ...(flags.project === undefined ? {} : { project_id: flags.project }),
    };
    const planned = await planInstead(call, flags, server, [creationOf(securityGroups, values)]);
    if (planned !== undefined) return planned;
    const group = await createRow(server, securityGroups, values);
    await output.one(securityGroupColumns, group);
    return undefined;
  },
});
