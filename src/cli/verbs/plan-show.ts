import { findPlan } from '../plan/requests.ts';
import { writeOutcome } from '../plan/write-outcome.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['plan', 'show'],
  summary: 'cli.planShowSummary',
  arguments: { plan: { help: 'cli.argPlan' } },
  async run(call) {
    const { output, say } = call;
    const plan = await findPlan(await call.client(), call.args.plan);
    const { id, state, made_by: by, made_at: at, revision } = plan;
    output.note(say('cli.planHead', { id, state, by, at, revision }));
    for (const { method, path } of plan.changes) output.note(`  ${method} ${path}`);
    if (output.quiet) await output.text(`${id}\n`);
    else await writeOutcome(call, plan.outcome, plan);
    return undefined;
  },
});
