import type { Client } from '../../client/index.ts';
import type { PlannedChange } from '../../wire/index.ts';
import type { Context } from '../context.ts';
import type { FlagSpec } from '../verb.ts';
import { makePlan, previewChanges } from './requests.ts';

/** Flags of every verb that changes what instances may do. */
export const planFlags = {
  plan: { help: 'cli.flagPlan' },
  keepPlan: { help: 'cli.flagKeepPlan' },
} as const satisfies Readonly<Record<string, FlagSpec>>;

/**
 * Tells what the changes would do in place of making them, if that was asked for; gives the exit code. Undefined: nobody
 * asked, and they are to be made.
 */
export async function planInstead(
  context: Context,
  flags: { readonly plan: boolean; readonly keepPlan: boolean },
  client: Client,
  changes: readonly PlannedChange[],
): Promise<number | undefined> {
  if (flags.keepPlan) return keepPlan(context, client, changes);
  if (!flags.plan) return undefined;
  const [outcome, { exitOfOutcome, writeOutcome }] = await Promise.all([
    previewChanges(client, changes),
    import('./write-outcome.ts'),
  ]);
  await writeOutcome(context, outcome, { outcome });
  return exitOfOutcome(outcome);
}

/** Makes a plan that can be applied later, and tells what it would do. */
export async function keepPlan(context: Context, client: Client, changes: readonly PlannedChange[]): Promise<number> {
  const plan = await makePlan(client, changes);
  const { exitOfOutcome, writeOutcome } = await import('./write-outcome.ts');
  if (context.output.quiet) await context.output.text(`${plan.id}\n`);
  else await writeOutcome(context, plan.outcome, { plan });
  context.output.note(context.say('cli.planKept', { id: plan.id }));
  return exitOfOutcome(plan.outcome);
}
