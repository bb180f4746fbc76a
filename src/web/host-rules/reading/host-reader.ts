import { ApiFailure } from '../../api/http.ts';
import type { AskName, Asks } from './asks.ts';
import { type NamedAsk, type Parcel, type ReadFailure, type Reply, type Stored, wholeOf } from './parcel.ts';
import { hostWorkerUrl } from './worker-url.ts';

/** Why the worker has no answer: its code, and what it says in English. */
class ReadingFailed extends Error {
  override readonly name: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

let url: string | undefined;
let worker: Worker | undefined;
let last = 0;
const waiting = new Map<
  number,
  {
    readonly resolve: (answer: never) => void;
    readonly reject: (error: Error) => void;
    /** Rows that have come so far. */
    readonly parts: unknown[];
  }
>();

/** Has the worker read something of a host; it begins to run with the first question. Throws `ApiFailure`, or an error with a code as its name. */
export function readHost<N extends AskName>(name: N, ask: NamedAsk<N>): Promise<Asks[N]['answer']> {
  return send({ name, ask });
}

/** Has the worker ask the server for something large, and keep it. */
export function fetchStored(path: string): Promise<Stored> {
  return send({ fetch: path });
}

function send<Answer>(
  what: { readonly name: AskName; readonly ask: object } | { readonly fetch: string },
): Promise<Answer> {
  worker ??= start();
  const id = ++last;
  const parcel: Parcel = { id, ...what };
  return new Promise<Answer>((resolve, reject) => {
    waiting.set(id, { resolve, reject, parts: [] });
    worker?.postMessage(parcel, {});
  });
}

function start(): Worker {
  url ??= hostWorkerUrl();
  const made = new Worker(url, { type: 'module' });
  made.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const asked = waiting.get(data.id);
    if ('part' in data) {
      asked?.parts.push(...data.part);
      return;
    }
    waiting.delete(data.id);
    if ('failure' in data) asked?.reject(errorOf(data.failure));
    else asked?.resolve(wholeOf(asked.parts, data.answer) as never);
  });
  // A worker that dies fails what it was asked; the next question has a new one.
  made.addEventListener('error', (event) => {
    event.preventDefault();
    made.terminate();
    worker = undefined;
    const failed = [...waiting.values()];
    waiting.clear();
    for (const { reject } of failed) reject(new ReadingFailed('WORKER_ENDED', event.message));
  });
  return made;
}

function errorOf({ code, message, status }: ReadFailure): Error {
  return status === null ? new ReadingFailed(code, message) : new ApiFailure(status, code, message);
}
