import {
  type Asked,
  askServer,
  findFixes,
  journeyData,
  parseQuestionService,
  type QuestionService,
  type ShownFix,
  verdictJson,
} from '../../ask/index.ts';
import type { Profile } from '../../compiler/index.ts';
import { type Journey, type Turn, evaluateJourney, verdictWord, type LiveCheck } from '../../explain/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { Context } from '../context.ts';
import type { DumpFlags } from '../dumps/dump-flags.ts';
import { exitCode } from '../exit-code.ts';
import { clean } from '../output/paint.ts';
import { journeyText } from './journey-text.ts';

/** Which packets of a connection, and how much is shown of their way. */
interface TurnFlags {
  readonly all: boolean;
  readonly reply: boolean;
  readonly conversation: boolean;
}

export interface NamedFlags extends TurnFlags, DumpFlags {
  readonly sourcePort: string | undefined;
  readonly profile: Profile | undefined;
  readonly fromHost: readonly string[];
  readonly live: boolean;
}

export interface NamedArguments {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly service: string | undefined;
}

/** Why one instance can reach another, or not, by the rules of their hosts. Gives the exit code of the verdict. */
export async function traceByName(call: Context, args: NamedArguments, flags: NamedFlags): Promise<number> {
  const { from, to, service: text } = args;
  if (from === undefined || to === undefined || text === undefined) {
    const argument = from === undefined ? 'FROM' : to === undefined ? 'TO' : 'SERVICE';
    throw new PortreeveError('ARGUMENT_MISSING', { command: 'portreeve trace', argument });
  }
  const service = parseQuestionService(text, flags.sourcePort);
  if (flags.live) refuseWithLive(flags);
  const ends = { from, to, service };
  if (flags.fromHost.length > 0) {
    const hostFiles = flags.fromHost.map((path) => [path]);
    return traceInDumps(call, hostFiles, ends, flags);
  }
  const client = await call.client();
  const asked = await askServer(client, { ...ends, profile: flags.profile });
  return answer(call, asked, flags, {
    fixesFor: (journey) => findFixes(client, asked.question, journey, call.language),
    prove: flags.live
      ? async (journey) => (await import('./live.ts')).checkLive(call, client, asked, journey)
      : undefined,
  });
}

/** The same by dumps: each list of files is one host. */
export async function traceInDumps(
  call: Context,
  hostFiles: readonly (readonly string[])[],
  ends: { readonly from: string; readonly to: string; readonly service: QuestionService },
  flags: TurnFlags & DumpFlags,
): Promise<number> {
  const { askFiles } = await import('./ask-files.ts');
  const asked = await askFiles(call, hostFiles, flags, ends);
  return answer(call, asked, flags, { fixesFor: async () => [], prove: undefined });
}

/** A proof is of the first packet, on hosts that can be reached. */
function refuseWithLive({ reply, conversation, fromHost }: NamedFlags): void {
  const flag = reply ? '--reply' : conversation ? '--conversation' : fromHost.length > 0 ? '--from-host' : undefined;
  if (flag !== undefined) throw new PortreeveError('LIVE_NOT_WITH', { flag });
}

interface Helpers {
  readonly fixesFor: (journey: Journey) => Promise<readonly ShownFix[]>;
  readonly prove: ((journey: Journey) => Promise<LiveCheck>) | undefined;
}

async function answer(call: Context, asked: Asked, flags: TurnFlags, { fixesFor, prove }: Helpers): Promise<number> {
  const journeys = evaluateTurns(asked, turnsOf(flags));
  const last = journeys.at(-1);
  if (!last) throw new PortreeveError('INTERNAL', { reason: 'no packet was evaluated' });
  const live = await prove?.(last);
  const isRefused = last.verdict === 'drop' || last.verdict === 'reject';
  await write(call, asked, journeys, { fixes: isRefused ? await fixesFor(last) : [], live }, flags);
  return exitCodeOf(last, live);
}

function turnsOf({ reply, conversation }: TurnFlags): readonly Turn[] {
  if (conversation) return ['first', 'reply', 'later'];
  return reply ? ['reply'] : ['first'];
}

/** A conversation is no longer followed once one of its packets does not arrive. */
function evaluateTurns({ question, hosts, names }: Asked, turns: readonly Turn[]): readonly Journey[] {
  const journeys: Journey[] = [];
  for (const turn of turns) {
    const journey = evaluateJourney(question, hosts, names, turn);
    journeys.push(journey);
    if (journey.verdict !== 'accept') break;
  }
  return journeys;
}

async function write(
  call: Context,
  asked: Asked,
  journeys: readonly Journey[],
  { fixes, live }: { readonly fixes: readonly ShownFix[]; readonly live: LiveCheck | undefined },
  flags: TurnFlags,
): Promise<void> {
  const last = journeys.at(-1);
  if (!last) return;
  const { output, language, say } = call;
  if (output.quiet) return output.text(`${verdictJson[last.verdict]}\n`);
  const data = journeyData(asked, last, fixes, language);
  const turns = journeys.map(({ turn, verdict }) => ({ packet: turn, verdict: verdictJson[verdict] }));
  const lines = journeys.map(({ turn, verdict }) => {
    const word = verdictWord(verdict, language);
    return ` ${verdict === 'accept' ? '✓' : '✗'} ${clean(say(`explain.turn_${turn}`, { verdict: word }))}\n`;
  });
  const heading = flags.conversation ? `${lines.join('')}\n` : '';
  const text = heading + journeyText(asked, last, fixes, call, { all: flags.all, live });
  await output.text(text, {
    ...data,
    ...(flags.conversation && { conversation: turns }),
    ...(live && { live }),
  });
}

/** A packet that did otherwise than was evaluated is a difference; where the evaluation was open, the packet decides. */
function exitCodeOf({ verdict }: Journey, live: LiveCheck | undefined): number {
  if (live && live.how !== 'simulated') {
    if (verdict === 'unknown' && live.arrived !== null) return live.arrived ? exitCode.done : exitCode.dropped;
    if (!live.proved) return exitCode.different;
  }
  if (verdict === 'accept') return exitCode.done;
  return verdict === 'unknown' ? exitCode.undetermined : exitCode.dropped;
}
