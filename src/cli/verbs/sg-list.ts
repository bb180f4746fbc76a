import { fetchRows, securityGroups } from '../../objects/index.ts';
import { securityGroupColumns } from '../resources/security-group.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['sg', 'list'],
  summary: 'cli.sgListSummary',
  async run({ client, output, say }) {
    const rows = await fetchRows(await client(), securityGroups);
    await output.list(securityGroupColumns, rows, { empty: say('cli.noSecurityGroups') });
    return undefined;
  },
});
