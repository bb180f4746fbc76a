import { type AskedServer, takeDump } from '../../ask/index.ts';
import { createInterface } from 'node:readline';
import type { Client } from '../../client/index.ts';
import { type CounterCheck, type Journey, type RuleRef, checkCounters, evaluateJourney } from '../../explain/index.ts';
import { type MovedRule, findLab, movedRules, parseProbe, stateFolder } from '../../lab/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { HostDump } from '../../wire/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';

/** What a real packet showed of an evaluated way. */
export interface LiveCheck extends CounterCheck {
  /** `sent`: the lab sent it. `observed`: somebody else did, and only counters were looked at. `simulated`: nobody did. */
  readonly how: 'sent' | 'observed' | 'simulated';
  /** Null: nobody looked at the other end. */
  readonly arrived: boolean | null;
  /** Whether it should have arrived, by the evaluation; null: undetermined. */
  readonly expected: boolean | null;
  /** It did what was evaluated, and every rule on the way counted it. */
  readonly proved: boolean;
}

/**
 * Puts an evaluated way to the proof. In the lab a packet is sent through its control; on other hosts the user sends it
 * while the counters are looked at before and after. Throws LIVE_NEEDS_TERMINAL where nobody can be asked to, and
 * LIVE_NEEDS_AGENT if a host does not show its counters.
 */
export async function checkLive(
  call: Context,
  client: Client,
  asked: AskedServer,
  journey: Journey,
): Promise<LiveCheck> {
  const { question, hosts, names } = asked;
  const after = (['reply', 'later'] as const).map((turn) => evaluateJourney(question, hosts, names, turn));
  const [reply] = after;
  // Whether a TCP packet or a ping came through is known by its answer.
  const isAnswered = question.flow.protocol !== 17;
  const expected = expectedArrival(journey, isAnswered ? reply : undefined);
  const seen = (await probeInLab(call, client, asked)) ?? (await probeByHand(call, client, asked));
  const check = checkCounters(journey, after, seen.moved);
  const arrivedAsExpected = seen.arrived === null || expected === null || seen.arrived === expected;
  const isClean = check.still.length === 0 && check.unexpected.length === 0;
  const { how, arrived } = seen;
  return { how, arrived, expected, ...check, proved: how !== 'simulated' && arrivedAsExpected && isClean };
}

function expectedArrival(first: Journey, reply: Journey | undefined): boolean | null {
  const verdicts = [first.verdict, ...(first.verdict === 'accept' && reply ? [reply.verdict] : [])];
  if (verdicts.includes('unknown')) return null;
  return verdicts.every((verdict) => verdict === 'accept');
}

interface Seen {
  readonly how: LiveCheck['how'];
  readonly arrived: boolean | null;
  readonly moved: ReadonlyMap<string, readonly RuleRef[]>;
}

/** Undefined: the server that was asked is not that of a lab. */
async function probeInLab({ world }: Context, client: Client, asked: AskedServer): Promise<Seen | undefined> {
  const lab = findLab(stateFolder(world.env));
  if (lab?.record.endpoint !== client.endpoint) return undefined;
  const packet = parseProbe(asked.service.text);
  const { instances } = await lab.ask('status', {});
  const [from, to] = asked.ends.map((end) => {
    const id = end.kind === 'port' ? end.row.id : '';
    return instances.find(({ portId }) => portId === id)?.name;
  });
  if (from === undefined || to === undefined) throw new PortreeveError('LIVE_NEEDS_INSTANCES');
  const { verdict, how, moved } = await lab.ask('probe', { from, to, ...packet });
  return {
    how: how === 'sent' ? 'sent' : 'simulated',
    arrived: how === 'sent' ? verdict === 'allowed' : null,
    moved: new Map(moved.map(({ host, rules }) => [host, rules.map(refOf)])),
  };
}

/** Counters before are those of the dumps that were evaluated: nothing else is between the two looks. */
async function probeByHand(call: Context, client: Client, asked: AskedServer): Promise<Seen> {
  const hosts = [...asked.details.values()];
  const silent = hosts.find(({ dump }) => dump === undefined);
  if (silent) throw new PortreeveError('LIVE_NEEDS_AGENT', { host: silent.row.host });
  if (call.world.stdout.isTTY !== true) throw new PortreeveError('LIVE_NEEDS_TERMINAL');
  const { from, to } = asked.question;
  const words = { from: from.address, to: to.address, service: asked.service.text };
  call.world.stderr.write(`${clean(call.say('explain.liveSendNow', words))} `);
  await pressedEnter(call.world.stdin);
  const moved = await Promise.all(
    hosts.map(async ({ row, dump }): Promise<[string, readonly RuleRef[]]> => {
      const now = await takeDump(client, row.host);
      return [row.host, dump === undefined ? [] : movedBetween(dump, now, asked)];
    }),
  );
  return { how: 'observed', arrived: null, moved: new Map(moved) };
}

function movedBetween(before: HostDump, after: HostDump, { question }: AskedServer): readonly RuleRef[] {
  const { family } = question;
  return movedRules(before[family], after[family], family).map(refOf);
}

function refOf({ table, chain, index }: MovedRule): RuleRef {
  return { table, chain, rule: index };
}

async function pressedEnter(stdin: NodeJS.ReadableStream): Promise<void> {
  const lines = createInterface({ input: stdin });
  await new Promise<void>((resolve) => {
    lines.once('line', () => resolve());
    lines.once('close', () => resolve());
  });
  lines.close();
}
