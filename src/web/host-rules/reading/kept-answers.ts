import { type Api, member } from '../../api/http.ts';
import type { Stored } from './parcel.ts';

/** Answers of the server that are large, kept where they are read. */
export interface KeptAnswers {
  /** Asks for it anew. An answer that is the same as the last one has the same number. */
  fetch(path: string): Promise<Stored>;
  /** The same object for the same number. */
  get(stored: Stored): Promise<object>;
}

/** Two moments, states of a few hosts, and what was looked at just before. */
const most = 16;

export function createKeptAnswers(api: Api): KeptAnswers {
  const kept = new Map<number, object>();
  /** By path: the number of the last answer, and what it said. */
  const latest = new Map<string, { readonly number: number; readonly text: string }>();
  let last = 0;

  function keep(number: number, answer: object): void {
    kept.delete(number);
    kept.set(number, answer);
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
  }

  async function ask(path: string): Promise<object> {
    const answer = await api.call('GET', path);
    return typeof answer === 'object' && answer !== null ? answer : {};
  }

  return {
    async fetch(path) {
      const answer = await ask(path);
      const taken = member(answer, 'taken_at');
      const takenAt = typeof taken === 'string' ? taken : null;
      // A dump is new each time: it has a time of its own.
      if (takenAt === null) {
        const text = JSON.stringify(answer);
        const before = latest.get(path);
        if (before?.text === text && kept.has(before.number)) return { number: before.number, path, takenAt };
        latest.delete(path);
        latest.set(path, { number: last + 1, text });
        const [oldest] = latest.keys();
        if (latest.size > most && oldest !== undefined) latest.delete(oldest);
      }
      last += 1;
      keep(last, answer);
      return { number: last, path, takenAt };
    },
    async get({ number, path }) {
      const answer = kept.get(number) ?? (await ask(path));
      keep(number, answer);
      return answer;
    },
  };
}
