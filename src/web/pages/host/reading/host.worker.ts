import { type Parcel, type Reply, failureOf } from './parcel.ts';
import { createAnswerer } from './answer.ts';

// Reading a host is work of hundreds of milliseconds where it has hundreds of ports: pages stay quick meanwhile.

const answer = createAnswerer();
/** States that were sent along once, and are named by their number since. */
const states = new Map<number, object>();

self.addEventListener('message', ({ data }: MessageEvent<Parcel>) => {
  if (data.state !== undefined) states.set(data.stateNumber, data.state);
  for (const number of data.forget) states.delete(number);
  void reply(data).then((answered) => self.postMessage(answered, {}));
});

async function reply({ id, name, ask, stateNumber }: Parcel): Promise<Reply> {
  const state = states.get(stateNumber);
  try {
    if (state === undefined) throw new Error(`no state ${stateNumber}`);
    return { id, answer: await answer(name, { ...ask, state } as never) };
  } catch (error) {
    return { id, failure: failureOf(error) };
  }
}
