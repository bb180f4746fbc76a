import { expect, test } from 'vitest';
import { PortreeveError } from '../../../model/index.ts';
import { ApiFailure } from '../../api/http.ts';
import { type Reply, failureOf, piecesOf, wholeOf } from './parcel.ts';

/** As the page puts together what was sent. */
function received(replies: readonly Reply[]): unknown {
  const parts = replies.flatMap((reply) => ('part' in reply ? reply.part : []));
  const last = replies.at(-1);
  return last !== undefined && 'answer' in last ? wholeOf(parts, last.answer) : undefined;
}

const rows = Array.from({ length: 1001 }, (_, index) => ({ index }));

test.each([
  ['a long list', rows],
  ['long rows', { token: 't', rows }],
  ['a short list', [1, 2]],
  ['rows that are known', { token: 't', rows: null }],
  ['a text', '*filter'],
])('%s arrives as it was sent', (_name, answer) => {
  expect(received(piecesOf(7, answer))).toEqual(answer);
});

test('nothing long is sent at once', () => {
  const replies = piecesOf(7, { token: 't', rows });
  expect(replies.map((reply) => ('part' in reply ? reply.part.length : reply))).toEqual([
    250,
    250,
    250,
    250,
    1,
    { id: 7, answer: { token: 't', rows: [] } },
  ]);
});

test('a failure says what the server said, what we say, or what happened', () => {
  expect([
    failureOf(new ApiFailure(409, 'HOST_OFFLINE', 'not connected')),
    failureOf(new PortreeveError('HOST_UNKNOWN', { host: 'h' })),
    failureOf(new TypeError('no')),
  ]).toEqual([
    { code: 'HOST_OFFLINE', message: 'not connected', status: 409 },
    { code: 'HOST_UNKNOWN', message: 'There is no host h', status: null },
    { code: 'INTERNAL', message: 'no', status: null },
  ]);
});
