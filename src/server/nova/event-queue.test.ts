import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventQueue } from './event-queue.ts';
import type { ExternalEvent } from './external-event.ts';

const names = ['network-vif-plugged', 'network-vif-unplugged', 'network-changed', 'network-vif-deleted'] as const;
const event = (name: ExternalEvent['name'], tag = 'p', server_uuid = 's'): ExternalEvent => ({
  name,
  server_uuid,
  tag,
  status: 'completed',
});
const [plugged, unplugged, changed] = [event(names[0]), event(names[1]), event(names[2])];

describe('events that wait', () => {
  test('take the place of what they make untrue or say again, at the end of the line', () => {
    const queue = new EventQueue(10);
    for (const one of [plugged, changed, unplugged, event(names[0], 'q'), event(names[2])]) queue.add(one);
    expect(queue.first(10)).toEqual([unplugged, event(names[0], 'q'), changed]);
    expect(queue.first(1)).toEqual([unplugged]);
  });

  test('that came while the same was sent are sent again', () => {
    const queue = new EventQueue(10);
    queue.add(plugged);
    const sent = queue.first(10);
    const again = event(names[0]);
    queue.add(again);
    queue.done(sent);
    expect(queue.first(10)).toEqual([again]);
  });

  test('are given up when there are too many, the oldest first', () => {
    const queue = new EventQueue(2);
    const dropped = ['a', 'b', 'b', 'c', 'd'].map((tag) => queue.add(event(names[0], tag)));
    expect(dropped).toEqual([0, 0, 0, 1, 1]);
    expect(queue.first(10).map(({ tag }) => tag)).toEqual(['c', 'd']);
  });

  test('let others go first when they are put back, unless something newer is in their place', () => {
    const queue = new EventQueue(10);
    for (const tag of ['a', 'b', 'c']) queue.add(event(names[0], tag));
    const sent = queue.first(2);
    queue.add(event(names[1], 'b'));
    queue.putBack(sent);
    expect(queue.first(10).map(({ name, tag }) => `${name} ${tag}`)).toEqual([
      `${names[0]} c`,
      `${names[1]} b`,
      `${names[0]} a`,
    ]);
  });

  test('end with the truth about each port, whatever is sent, lost and sent again on the way', () => {
    const step = fc.oneof(
      fc.record({ add: fc.constantFrom(...names), tag: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ send: fc.integer({ min: 1, max: 4 }), outcome: fc.constantFrom('done', 'lost', 'fault') }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const queue = new EventQueue(100);
        const told: string[] = [];
        const announced: string[] = [];
        const send = (count: number, outcome: string) => {
          const sent = queue.first(count);
          // An answer that got lost may hide that Nova has them.
          told.push(...sent.map(({ tag, name }) => `${tag} ${name}`));
          if (outcome === 'done') queue.done(sent);
          if (outcome === 'fault') queue.putBack(sent);
        };
        for (const one of steps) {
          if ('add' in one) {
            announced.push(`${one.tag} ${one.add}`);
            queue.add(event(one.add, one.tag));
          } else send(one.send, one.outcome);
        }
        while (queue.size > 0) send(2, 'done');
        const lastOf = (list: readonly string[], tag: string, kind: RegExp) =>
          list.findLast((text) => text.startsWith(`${tag} `) && kind.test(text));
        for (const tag of ['a', 'b', 'c']) {
          for (const kind of [/plugged$/, /changed$/, /deleted$/]) {
            expect(lastOf(told, tag, kind)).toBe(lastOf(announced, tag, kind));
          }
        }
      }),
    );
  });
});
