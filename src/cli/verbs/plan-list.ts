import { planColumns } from '../plan/plan-columns.ts';
import { fetchPlans } from '../plan/requests.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['plan', 'list'],
  summary: 'cli.planListSummary',
  async run({ client, output, say }) {
    await output.list(planColumns, await fetchPlans(await client()), { empty: say('cli.noPlans') });
    return undefined;
  },
});
