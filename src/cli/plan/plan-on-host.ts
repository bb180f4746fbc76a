import {
  type HostDifference,
  compareHosts,
  everything,
  isDifferent,
  liveDump,
  plannedRules,
  rulesOfCompiled,
  rulesOfDump,
} from '../../ask/index.ts';
import type { Client } from '../../client/index.ts';
import type { Profile } from '../../compiler/index.ts';
import { fetchHost } from '../../objects/index.ts';
import { parsePlannedHost } from '../../wire/index.ts';
import type { Context } from '../context.ts';
import { exitCode } from '../exit-code.ts';
import { differenceText } from '../host/difference-text.ts';

/** Tells which rules and members a plan would add to a host and take away there; gives the exit code. */
export async function writePlanOnHost(
  { output, say }: Context,
  client: Client,
  plan: string,
  { host: name, profile: asked }: { readonly host: string; readonly profile: Profile | undefined },
): Promise<number | undefined> {
  const { host } = await fetchHost(client, name);
  const path = `/portreeve/v1/plans/${encodeURIComponent(plan)}/hosts/${encodeURIComponent(host)}`;
  const [{ body }, dump] = await Promise.all([client.request('GET', path), liveDump(client, host)]);
  const states = parsePlannedHost(body);
  const { profile, before, after } = await plannedRules(states, dump && rulesOfDump(dump), asked);
  const difference: HostDifference = compareHosts(rulesOfCompiled(before), rulesOfCompiled(after), everything);
  const different = isDifferent(difference);
  if (!output.quiet) {
    const { revision } = states.before;
    output.note(say('cli.planOnHost', { host, plan, profile, revision }));
    if (dump === undefined && asked === undefined) output.note(say('cli.planOnHostGuessed', { host }));
    const data = { plan, host, revision, profile, different, ...difference };
    await output.text(differenceText(difference, say, output.paint), data);
  }
  return different ? exitCode.different : undefined;
}
