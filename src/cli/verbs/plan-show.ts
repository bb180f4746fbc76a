import { findPlan } from '../plan/requests.ts';
import { writeOutcome } from '../plan/write-outcome.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['plan', 'show'],
  summary: 'cli.planShowSummary',
  arguments: { plan: { help: 'cli.argPlan' } },
  flags: {
    host: { help: 'cli.flagPlanHost', value: 'HOST' },
    profile: { help: 'cli.flagProfile', choices: ['caracal', 'zed', 'mitaka'] },
  },
  examples: ['portreeve plan show 4b1f', 'portreeve plan show 4b1f --host Sugon04'],
  async run(call) {
    const { output, say } = call;
    const client = await call.client();
    const plan = await findPlan(client, call.args.plan);
    const { host, profile } = call.flags;
    if (host !== undefined) {
      const { writePlanOnHost } = await import('../plan/plan-on-host.ts');
      return writePlanOnHost(call, client, plan.id, { host, profile });
    }
    const { id, state, made_by: by, made_at: at, revision } = plan;
    output.note(say('cli.planHead', { id, state, by, at, revision }));
    for (const { method, path } of plan.changes) output.note(`  ${method} ${path}`);
    if (output.quiet) await output.text(`${id}\n`);
    else await writeOutcome(call, plan.outcome, plan);
    return undefined;
  },
});
