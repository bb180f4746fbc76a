import { createApi } from '../../api/http.ts';
import { createAnswerer } from './answer.ts';
import type { AskName } from './asks.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { type NamedMoment, type Parcel, type Reply, type Stored, failureOf, piecesOf } from './parcel.ts';

// Reading a host is work of hundreds of milliseconds where it has hundreds of ports, and what is read are megabytes: both
// are fetched, kept and read here, and pages stay quick meanwhile.

const kept = createKeptAnswers(createApi(() => {}));
const answer = createAnswerer();

self.addEventListener('message', ({ data }: MessageEvent<Parcel>) => {
  void reply(data).then((replies) => {
    for (const one of replies) self.postMessage(one, {});
  });
});

async function reply(parcel: Parcel): Promise<readonly Reply[]> {
  const { id } = parcel;
  try {
    if ('fetch' in parcel) return [{ id, answer: await kept.fetch(parcel.fetch) }];
    return piecesOf(id, await answered(parcel.name, parcel.ask));
  } catch (error) {
    return [{ id, failure: failureOf(error) }];
  }
}

/** The answer to a question whose large parts are only named. */
async function answered(name: AskName, ask: object): Promise<unknown> {
  const whole = await Promise.all(
    Object.entries(ask).map(async ([key, value]) => {
      if (key === 'state') return [key, await kept.get(value as Stored)] as const;
      if (key !== 'at' && key !== 'before' && key !== 'after') return [key, value] as const;
      const moment = value as NamedMoment;
      return [key, moment.kind === 'dump' ? { kind: 'dump', dump: await kept.get(moment.dump) } : moment] as const;
    }),
  );
  return answer(name, Object.fromEntries(whole) as never);
}
