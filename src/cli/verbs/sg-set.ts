import { findOne, securityGroups, updateRow } from '../../ask/index.ts';
import { securityGroupColumns } from '../resources/security-group.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['sg', 'set'],
  summary: 'cli.sgSetSummary',
  arguments: { group: { help: 'cli.argGroup' } },
  flags: {
    name: { help: 'cli.flagName', value: 'NAME' },
    description: { help: 'cli.flagDescription', value: 'TEXT' },
    stateful: { help: 'cli.flagStateful', choices: ['on', 'off'] },
  },
  async run({ args, flags, client, output }) {
    const server = await client();
    const group = await findOne(server, securityGroups, args.group);
    const changed = await updateRow(server, securityGroups, group.id, {
      ...(flags.name === undefined ? {} : { name: flags.name }),
      ...(flags.description === undefined ? {} : { description: flags.description }),
      ...(flags.stateful === undefined ? {} : { stateful: flags.stateful === 'on' }),
    });
    await output.one(securityGroupColumns, changed);
    return undefined;
  },
});
