import { wholeNumber } from '../../objects/index.ts';
import {
  type LabRecord,
  type LabStatus,
  type Reality,
  type RunningLab,
  type StateFolder,
  exclusively,
  findLab,
  hostNames,
  probeReality,
  startLab,
  stateFolder,
  takeDown,
} from '../../lab/index.ts';
import type { Context } from '../context.ts';
import { ask } from './ask.ts';
import { programLine } from './program-line.ts';

export interface BeginFlags {
  readonly yes: boolean;
  readonly hosts: string | undefined;
  readonly article: boolean;
  readonly profile: string | undefined;
  readonly backend: 'nft' | 'legacy' | undefined;
}

export interface Begun {
  readonly folder: StateFolder;
  readonly lab: RunningLab;
  readonly ready: Promise<LabStatus>;
  /** It was there already, and the user wants to go on with it. */
  readonly resumed: boolean;
}

const defaultHosts = 4;

/**
 * Starts a lab, or finds the one that runs: on a terminal the user says which, otherwise the old one goes. Prints the
 * first line as soon as it is known what kind of lab it will be.
 */
export async function beginLab(call: Context, flags: BeginFlags, interactive: boolean): Promise<Begun> {
  const folder = stateFolder(call.world.env);
  const count = flags.hosts === undefined ? defaultHosts : wholeNumber('--hosts', flags.hosts, 2, 16);
  const found = findLab(folder);
  if (found) {
    note(call, call.say('lab.foundRunning', { since: found.record.startedAt.slice(0, 16).replace('T', ' ') }));
    if (interactive && !(await wantsNewOne(call))) {
      printFirstLine(call, found.record);
      return { folder, lab: found, ready: found.ask('ready', {}), resumed: true };
    }
    note(call, call.say('lab.replacing'));
  }
  const { backend, reality } = await chooseBackend(flags.backend);
  const options = {
    hosts: count,
    hostNames: hostNames(count),
    profile: flags.profile ?? (flags.article ? 'mitaka' : 'caracal'),
    backend,
    article: flags.article,
    simulated: reality.real ? null : reality.why,
    program: programLine(),
  };
  printFirstLine(call, { hosts: options.hostNames, simulated: options.simulated, backend });
  const started = await exclusively(folder, async () => {
    await takeDown(folder);
    return startLab(folder, options);
  });
  return { folder, lab: started, ready: started.ready, resumed: false };
}

/** The first kind of iptables that works here; that of the machine is tried first. */
async function chooseBackend(
  wanted: 'nft' | 'legacy' | undefined,
): Promise<{ backend: 'nft' | 'legacy'; reality: Reality }> {
  const first = wanted ?? 'nft';
  const reality = await probeReality(first);
  if (reality.real || wanted !== undefined) return { backend: first, reality };
  const second = await probeReality('legacy');
  return second.real ? { backend: 'legacy', reality: second } : { backend: first, reality };
}

async function wantsNewOne(call: Context): Promise<boolean> {
  for (;;) {
    const answer = (await ask(call.say('lab.resumeOrReplace'))).trim().toLowerCase();
    if (['r', 'resume', ''].includes(answer)) return false;
    if (['p', 'replace'].includes(answer)) return true;
  }
}

function printFirstLine(call: Context, lab: Pick<LabRecord, 'hosts' | 'simulated' | 'backend'>): void {
  const hosts = { count: lab.hosts.length, first: lab.hosts[0] ?? '', last: lab.hosts.at(-1) ?? '' };
  const line =
    lab.simulated === null
      ? call.say('lab.firstLineReal', { ...hosts, backend: lab.backend })
      : call.say('lab.firstLineSimulated', { ...hosts, why: lab.simulated });
  note(call, line);
}

/** Part of the story for people; programs that read JSON get only that. */
function note(call: Context, line: string): void {
  const { format, quiet } = call.output;
  if (format !== 'json' && format !== 'yaml' && !quiet) call.world.stdout.write(`${line}\n`);
}
