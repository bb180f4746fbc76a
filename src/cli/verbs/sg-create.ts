import { createRow, securityGroups } from '../../ask/index.ts';
import { securityGroupColumns } from '../resources/security-group.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['sg', 'create'],
  summary: 'cli.sgCreateSummary',
  arguments: { name: { help: 'cli.argNewName' } },
  flags: {
    description: { help: 'cli.flagDescription', value: 'TEXT' },
    stateless: { help: 'cli.flagStateless' },
    project: { help: 'cli.flagProject', value: 'ID' },
  },
  examples: ['portreeve sg create test --description "what it is for"'],
  async run({ args, flags, client, output }) {
    const group = await createRow(await client(), securityGroups, {
      name: args.name,
      ...(flags.description === undefined ? {} : { description: flags.description }),
      ...(flags.stateless ? { stateful: false } : {}),
      ...(flags.project === undefined ? {} : { project_id: flags.project }),
    });
    await output.one(securityGroupColumns, group);
    return undefined;
  },
});
