import { expect, test } from 'vitest';
import type { Api } from '../../api/http.ts';
import { createKeptAnswers } from './kept-answers.ts';

/** A server that answers what is set, and notes what it was asked for. */
function serverOf(answers: Record<string, object>) {
  const asked: string[] = [];
  const api: Api = {
    async call(_method, path) {
      asked.push(path);
      return structuredClone(answers[path]);
    },
    prove() {},
  };
  return { api, asked };
}

test('an answer that is the same keeps its number, and another one has a new one', async () => {
  const answers: Record<string, object> = { '/state': { revision: 1 } };
  const kept = createKeptAnswers(serverOf(answers).api);
  const first = await kept.fetch('/state');
  const same = await kept.fetch('/state');
  answers['/state'] = { revision: 2 };
  const other = await kept.fetch('/state');
  expect([first, same]).toEqual([{ number: 1, path: '/state', takenAt: null }, first]);
  expect([other.number, await kept.get(first), await kept.get(other)]).toEqual([2, { revision: 1 }, { revision: 2 }]);
});

test('the same object is given for the same number, and a dump is new each time', async () => {
  const kept = createKeptAnswers(serverOf({ '/dump': { taken_at: '2026-03-02T17:00:00Z' } }).api);
  const [first, second] = [await kept.fetch('/dump'), await kept.fetch('/dump')];
  expect([first.number, second.number, first.takenAt]).toEqual([1, 2, '2026-03-02T17:00:00Z']);
  expect(await kept.get(first)).toBe(await kept.get(first));
  expect(await kept.get(first)).not.toBe(await kept.get(second));
});

test('what was let go is asked for again', async () => {
  const { api, asked } = serverOf({ '/dump': { taken_at: 't' } });
  const kept = createKeptAnswers(api);
  const first = await kept.fetch('/dump');
  for (let more = 0; more < 20; more += 1) await kept.fetch('/dump');
  expect(await kept.get(first)).toEqual({ taken_at: 't' });
  expect(asked.length).toBe(22);
});
