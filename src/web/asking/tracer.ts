import { fetchRows, findOne, ports, type Api } from '../../objects/index.ts';
import { askServer, foundFixes, parseQuestionService } from '../../ask/index.ts';
import { checkAgainstPacket } from '../../explain/index.ts';
import { parseAddress } from '../../model/index.ts';
import type { Language } from '../../words/index.ts';
import { type FixAnswer, fixAnswer } from './fix-answer.ts';
import type { ProofAnswer, ProofAsk } from './proof.ts';
import { journeysOf } from './journeys-of.ts';
import { createKnownHosts } from './known-hosts.ts';
import { type TraceAnswer, traceAnswer } from './trace-answer.ts';
import type { TraceAsk } from './trace-ask.ts';

/** Answers who can reach whom, and keeps what it read of hosts for the next question. */
export interface Tracer {
  /** Gives an answer at once by what is known, and, if that was read a while ago, another one by what hosts hold now. */
  trace(ask: TraceAsk, language: Language, give: (answer: TraceAnswer, isLast: boolean) => void): Promise<void>;
  /** What a packet that was sent shows of the answer. */
  proof(ask: ProofAsk): Promise<ProofAnswer>;
  /** Reads the host of an end that is likely to be asked about. */
  prepare(end: string): Promise<void>;
  /** What would let the packet through that the answer to the same question says is refused. */
  fixes(ask: TraceAsk, language: Language): Promise<readonly FixAnswer[]>;
}

export function createTracer(api: Api, now: () => number): Tracer {
  const known = createKnownHosts(api, now);

  async function answer({ from, to, service, turn }: TraceAsk, isAnew: boolean) {
    const look = known.look(isAnew);
    const asked = await askServer(api, {
      from: from.trim(),
      to: to.trim(),
      service: parseQuestionService(service.trim(), undefined),
      profile: undefined,
      hostOf: look.hostOf,
    });
    return { asked, journeys: journeysOf(asked, turn), isOld: look.isOld() };
  }

  return {
    async trace(ask, language, give) {
      const first = await answer(ask, false);
      give(traceAnswer(first.asked, first.journeys, ask, language), !first.isOld);
      if (!first.isOld) return;
      const { asked, journeys } = await answer(ask, true);
      give(traceAnswer(asked, journeys, ask, language), true);
    },
    async proof({ trace: question, isReal, arrived, moved }) {
      const { asked, journeys } = await answer({ ...question, turn: 'first' }, false);
      const [journey] = journeys;
      if (!journey) throw new RangeError('no packet was judged');
      const { how: _, ...check } = checkAgainstPacket(asked, journey, {
        how: isReal ? 'sent' : 'simulated',
        arrived: isReal ? arrived : null,
        moved: new Map(moved.map(({ host, rules }) => [host, rules])),
      });
      return { isReal, ...check };
    },
    async prepare(end) {
      const address = parseAddress(end);
      const [row] =
        address === undefined
          ? [await findOne(api, ports, end)]
          : await fetchRows(api, ports, `fixed_ips=${encodeURIComponent(`ip_address=${address}`)}`);
      const host = row?.['binding:host_id'] ?? '';
      if (host !== '') await known.look(false).hostOf(host);
    },
    async fixes(ask, language) {
      const { asked, journeys } = await answer(ask, false);
      const last = journeys.at(-1);
      if (last?.turn !== 'first' || (last.verdict !== 'drop' && last.verdict !== 'reject')) return [];
      return (await foundFixes(api, asked.question, last)).map((found) => fixAnswer(found, language));
    },
  };
}
