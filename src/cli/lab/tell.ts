import { createClient } from '../../client/index.ts';
import {
  type Outcome,
  abandonLab,
  createTeller,
  labApi,
  measureEnforcement,
  playStory,
  showWhatToTry,
} from '../../lab/index.ts';
import { readFileSync } from 'node:fs';
import type { Context } from '../context.ts';
import { exitCode } from '../exit-code.ts';
import { ask } from './ask.ts';
import { type BeginFlags, beginLab } from './begin.ts';
import { programLine } from './program-line.ts';
import { rulesInWords } from './rules-in-words.ts';

const measuredRuns = 11;

/** The story of `portreeve lab`; gives the exit code. */
export async function tell(
  call: Context,
  flags: BeginFlags,
  { waitFrom, interactive }: { readonly waitFrom: number; readonly interactive: boolean },
): Promise<number> {
  const { output, world } = call;
  const begun = performance.now();
  const isData = output.format === 'json' || output.format === 'yaml';
  const print = (line: string) => {
    if (!isData && !output.quiet) world.stdout.write(`${line}\n`);
  };
  const { folder, lab, ready, resumed } = await beginLab(call, flags, interactive);
  const teller = createTeller({
    language: call.language,
    paint: output.paint,
    print,
    waitFrom,
    turnPage: interactive
      ? async () => void (await ask(output.paint.muted(`      ${call.say('lab.pressEnter')} `)))
      : undefined,
  });
  if (resumed) {
    await ready;
    showWhatToTry(teller);
    return exitCode.done;
  }
  const status = await ready.catch(async (error: unknown) => {
    await abandonLab(folder, lab);
    throw error;
  });
  const client = createClient({ endpoint: lab.record.endpoint, token: readFileSync(folder.token, 'utf8').trim() });
  const api = labApi(client);
  const outcome = await playStory({
    status,
    ask: lab.ask,
    api,
    teller,
    begun,
    reasonOf: rulesInWords(client, status.profile, call.language),
    measure: (host, group) =>
      measureEnforcement({
        program: programLine(),
        env: { PORTREEVE_ENDPOINT: lab.record.endpoint, PORTREEVE_TOKEN_FILE: folder.token },
        api,
        host,
        group,
        runs: measuredRuns,
      }),
  });
  if (isData) await output.text('', data(outcome));
  else sumUp(call, outcome, print);
  return outcome.holds ? exitCode.done : exitCode.failed;
}

function sumUp({ say, output }: Context, { claims, holds, seconds }: Outcome, print: (line: string) => void): void {
  const count = claims.length;
  if (holds) {
    print(`      ${output.paint.good(say('lab.allHeld', { count, seconds: seconds.toFixed(1) }))}`);
    return;
  }
  const failed = claims.filter((c) => !c.holds);
  print(`      ${output.paint.bad(say('lab.someFailed', { count, failed: failed.length }))}`);
  for (const { step, claim, found } of failed) print(`      ✗ ${step}/8 ${say('lab.claimFailed', { claim, found })}`);
}

function data({ claims, latency, seconds, holds }: Outcome) {
  return { holds, seconds, claims, enforced_ms: latency?.samples ?? [] };
}
