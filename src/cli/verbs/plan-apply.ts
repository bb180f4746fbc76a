import { seconds } from '../plan/seconds.ts';
import { findPlan, movePlan } from '../plan/requests.ts';
import { writeOutcome } from '../plan/write-outcome.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['plan', 'apply'],
  summary: 'cli.planApplySummary',
  arguments: { plan: { help: 'cli.argPlan' } },
  flags: {
    confirm: { help: 'cli.flagConfirm', value: 'TEXT' },
    override: { help: 'cli.flagOverride', value: 'REASON' },
    confirmWithin: { help: 'cli.flagConfirmWithin', value: 'TIME' },
  },
  examples: ['portreeve plan apply 4b1f', 'portreeve plan apply 4b1f --confirm test --confirm-within 60s'],
  async run(call) {
    const { flags, output, say, world } = call;
    const within = flags.confirmWithin === undefined ? undefined : seconds('--confirm-within', flags.confirmWithin);
    const client = await call.client();
    const { id, outcome, state } = await findPlan(client, call.args.plan);
    let confirm = flags.confirm;
    const isAsked = state === 'waiting' && outcome.confirm !== null && confirm === undefined;
    if (isAsked && world.stdout.isTTY === true && process.stdin.isTTY) {
      const { ask } = await import('../lab/ask.ts');
      await writeOutcome(call, outcome, outcome);
      confirm = await ask('> ');
    }
    const plan = await movePlan(client, id, 'apply', {
      ...(confirm === undefined ? {} : { confirm }),
      ...(flags.override === undefined ? {} : { reason: flags.override }),
      ...(within === undefined ? {} : { confirm_within: within }),
    });
    const values = { id, revision: plan.applied_revision ?? plan.revision };
    output.note(say('cli.planApplied', values));
    if (plan.confirm_by !== null) output.note(say('cli.planWaits', { id, at: plan.confirm_by }));
    if (output.quiet) await output.text(`${id}\n`);
    else await output.text('', plan);
    return undefined;
  },
});
