import { fetchHost, hostPath, type HostRow } from '../../objects/index.ts';
import {
  compareHosts,
  everything,
  expectedRules,
  type HostDifference,
  isDifferent,
  keptDump,
  rulesOfDump,
  takeDump,
} from '../../ask/index.ts';
import type { Client } from '../../client/index.ts';
import type { Layout, Profile } from '../../compiler/index.ts';
import { exitCode } from '../exit-code.ts';
import { differenceText } from '../host/difference-text.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['host', 'diff'],
  summary: 'cli.hostDiffSummary',
  arguments: { host: { help: 'cli.argHost' } },
  flags: {
    since: { help: 'cli.flagSince', value: 'SNAPSHOT' },
    profile: { help: 'cli.flagProfile', choices: ['caracal', 'zed', 'mitaka'] },
    all: { help: 'cli.flagAll' },
  },
  examples: ['portreeve host diff Sugon04', 'portreeve host diff Sugon04 --since before-launch'],
  async run({ args, flags, client, output, say }) {
    const server = await client();
    const host = await fetchHost(server, args.host);
    const name = flags.since;
    const difference =
      name === undefined ? await drift(server, host, flags.profile) : await since(server, host, name, flags.all);
    const differs = isDifferent(difference);
    if (!output.quiet) {
      const values = { host: host.host, revision: host.revision, name: name ?? '' };
      output.note(say(name === undefined ? (differs ? 'cli.driftFound' : 'cli.driftNone') : 'cli.sinceFound', values));
      await output.text(differenceText(difference, say, output.paint), {
        host: host.host,
        different: differs,
        ...difference,
      });
    }
    return differs ? exitCode.different : undefined;
  },
});

/** What is on the host against what its state compiles to. */
async function drift(client: Client, host: HostRow, asked: Profile | undefined): Promise<HostDifference> {
  const [dump, answer, { parseHostState }] = await Promise.all([
    takeDump(client, host.host),
    client.request('GET', hostPath(host.host, 'state')),
    import('../../wire/index.ts'),
  ]);
  return (await expectedRules(parseHostState(answer.body), rulesOfDump(dump), asked)).difference;
}

async function since(client: Client, host: HostRow, name: string, all: boolean): Promise<HostDifference> {
  const [before, now] = await Promise.all([keptDump(client, host.host, name), takeDump(client, host.host)]);
  return compareHosts(rulesOfDump(before), rulesOfDump(now), all ? everything : await layoutOf('caracal'));
}

/** All profiles own the same names. */
async function layoutOf(profile: Profile): Promise<Layout> {
  const { createNeutronLayout, defaultLayoutOptions } = await import('../../compiler/index.ts');
  return createNeutronLayout({ ...defaultLayoutOptions, profile });
}
