import { findPlan, movePlan } from '../plan/requests.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['plan', 'drop'],
  summary: 'cli.planDropSummary',
  arguments: { plan: { help: 'cli.argPlan' } },
  async run({ args, client, output, say }) {
    const server = await client();
    const plan = await movePlan(server, (await findPlan(server, args.plan)).id, 'drop');
    output.note(say('cli.planDropDone', { id: plan.id }));
    await output.text(output.quiet ? `${plan.id}\n` : '', plan);
    return undefined;
  },
});
