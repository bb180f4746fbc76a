import type { Names } from '../reasons/judge-pass.ts';
import type { RuleRef } from '../trace.ts';
import { type CounterCheck, checkCounters } from './counters.ts';
import { evaluateJourney } from './evaluate-journey.ts';
import type { Journey, JourneyHost, JourneyQuestion } from './journey.ts';

/** What became of a packet that took an evaluated way. */
export interface PacketSeen {
  /** `sent`: the lab sent it. `observed`: somebody else did, and only counters were looked at. `simulated`: nobody did. */
  readonly how: 'sent' | 'observed' | 'simulated';
  /** Null: nobody looked at the other end. */
  readonly arrived: boolean | null;
  /** Rules whose counters grew, by host. */
  readonly moved: ReadonlyMap<string, readonly RuleRef[]>;
}

/** What a real packet showed of an evaluated way. */
export interface LiveCheck extends CounterCheck, Pick<PacketSeen, 'how' | 'arrived'> {
  /** Whether it should have arrived, by the evaluation; null: undetermined. */
  readonly expected: boolean | null;
  /** It did what was evaluated, and every rule on the way counted it. */
  readonly proved: boolean;
}

/** Holds an evaluated way against what a packet did that took it. What was only simulated proves nothing. */
export function checkAgainstPacket(
  {
    question,
    hosts,
    names,
  }: {
    readonly question: JourneyQuestion;
    readonly hosts: ReadonlyMap<string, JourneyHost>;
    readonly names: Names;
  },
  journey: Journey,
  { how, arrived, moved }: PacketSeen,
): LiveCheck {
  const after = (['reply', 'later'] as const).map((turn) => evaluateJourney(question, hosts, names, turn));
  const [reply] = after;
  // Whether a TCP packet or a ping came through is known by its answer.
  const isAnswered = question.flow.protocol !== 17;
  const expected = expectedArrival(journey, isAnswered ? reply : undefined);
  const check = checkCounters(journey, after, moved);
  const arrivedAsExpected = arrived === null || expected === null || arrived === expected;
  const isClean = check.still.length === 0 && check.unexpected.length === 0;
  return { how, arrived, expected, ...check, proved: how !== 'simulated' && arrivedAsExpected && isClean };
}

function expectedArrival(first: Journey, reply: Journey | undefined): boolean | null {
  const verdicts = [first.verdict, ...(first.verdict === 'accept' && reply ? [reply.verdict] : [])];
  if (verdicts.includes('unknown')) return null;
  return verdicts.every((verdict) => verdict === 'accept');
}
