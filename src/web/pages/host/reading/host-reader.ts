import type { AskName, Asks } from './asks.ts';
import type { Parcel, ReadFailure, Reply } from './parcel.ts';
import { hostWorkerUrl } from './worker-url.ts';

/** Why the worker has no answer: its code, and what it says in English. */
export class ReadingFailed extends Error {
  override readonly name: string;

  constructor({ code, message }: ReadFailure) {
    super(message);
    this.name = code;
  }
}

/** So many states are kept by the worker; pages read a host or two, and a group's page each host that it is on. */
const mostStates = 16;

let url: string | undefined;
let worker: Worker | undefined;
let lastId = 0;
let lastState = 0;
/** Numbers of the states that the worker has, the latest last. */
const sent = new Map<object, number>();
const waiting = new Map<
  number,
  { readonly resolve: (answer: never) => void; readonly reject: (error: Error) => void }
>();

/** Has the worker read something of a host; it begins to run with the first question. Throws `ReadingFailed`. */
export function readHost<N extends AskName>(name: N, { state, ...ask }: Asks[N]['ask']): Promise<Asks[N]['answer']> {
  worker ??= start();
  const id = ++lastId;
  const known = sent.get(state);
  const stateNumber = known ?? ++lastState;
  sent.delete(state);
  sent.set(state, stateNumber);
  const forget: number[] = [];
  for (const [oldest, number] of sent) {
    if (sent.size <= mostStates) break;
    sent.delete(oldest);
    forget.push(number);
  }
  const parcel: Parcel = { id, name, ask, stateNumber, forget, ...(known === undefined && { state }) };
  return new Promise<never>((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker?.postMessage(parcel, {});
  });
}

function start(): Worker {
  url ??= hostWorkerUrl();
  const made = new Worker(url, { type: 'module' });
  made.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ('failure' in data) asked?.reject(new ReadingFailed(data.failure));
    else asked?.resolve(data.answer as never);
  });
  // A worker that dies fails what it was asked; the next question has a new one.
  made.addEventListener('error', (event) => {
    event.preventDefault();
    made.terminate();
    worker = undefined;
    sent.clear();
    const failed = [...waiting.values()];
    waiting.clear();
    for (const { reject } of failed) reject(new ReadingFailed({ code: 'WORKER_ENDED', message: event.message }));
  });
  return made;
}
