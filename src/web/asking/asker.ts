import type { Language } from '../../words/index.ts';
import { AskFailure } from './ask-failure.ts';
import type { JobName, JobReply, JobRequest, Jobs } from './protocol.ts';
import { workerUrl } from './worker-url.ts';

export interface AskOptions<Answer> {
  readonly language: Language;
  /** A better answer than the one that was given, once something was read anew. */
  readonly onBetter?: (answer: Answer) => void;
}

/** Whoever evaluates, beside the page: it goes on being quick however long an answer takes. */
export interface Asker {
  /** Throws `AskFailure`. */
  ask<J extends JobName>(
    job: J,
    ask: Jobs[J]['ask'],
    options: AskOptions<Jobs[J]['answer']>,
  ): Promise<Jobs[J]['answer']>;
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (reason: Error) => void;
  readonly onBetter: ((answer: never) => void) | undefined;
  isAnswered: boolean;
}

/** Begins to run with the first question. A worker that dies fails what it was asked, and the next question has a new one. */
export function createAsker(): Asker {
  let worker: Worker | undefined;
  let last = 0;
  const waiting = new Map<number, Waiting>();
  let url: string | undefined;

  function start(): Worker {
    url ??= workerUrl();
    const made = new Worker(url, { type: 'module' });
    made.addEventListener('message', ({ data }: MessageEvent<JobReply>) => hear(data));
    made.addEventListener('error', (event) => {
      event.preventDefault();
      made.terminate();
      worker = undefined;
      const reason = event.message || 'the worker ended';
      const failed = [...waiting.values()];
      waiting.clear();
      for (const { reject } of failed) reject(new Error(reason));
    });
    return made;
  }

  function hear(reply: JobReply): void {
    const found = waiting.get(reply.id);
    if (found === undefined) return;
    if ('failure' in reply) {
      waiting.delete(reply.id);
      found.reject(new AskFailure(reply.failure));
      return;
    }
    if (reply.isLast) waiting.delete(reply.id);
    if (found.isAnswered) found.onBetter?.(reply.answer as never);
    else found.resolve(reply.answer as never);
    found.isAnswered = true;
  }

  return {
    ask(job, ask, { language, onBetter }) {
      worker ??= start();
      const id = ++last;
      const answered = new Promise<never>((resolve, reject) => {
        const better = onBetter as ((answer: never) => void) | undefined;
        waiting.set(id, { resolve, reject, onBetter: better, isAnswered: false });
      });
      // Workers have no origin to be named: it is ours.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      worker.postMessage({ id, job, ask, language } as JobRequest);
      return answered;
    },
  };
}
