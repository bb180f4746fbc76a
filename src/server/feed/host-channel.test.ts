import { describe, expect, test } from 'vitest';
import { type HostState, type SecurityGroupId, asId, emptyHostState } from '../../model/index.ts';
import type { FeedEvent } from '../../wire/index.ts';
import { HostChannel } from './host-channel.ts';

const group = asId<SecurityGroupId>('3f7f1c1e-0000-4000-8000-000000000001');
/** A host that knows so many members of one group. */
const state = (revision: number, members: number): HostState => ({
  ...emptyHostState('h'),
  revision,
  members: new Map([[group, Array.from({ length: members }, (_, i) => `10.0.${i >> 8}.${i & 255}`)]]),
});

/** A reader with room for some lines; `room` can be given back to it. */
function reader(room = Number.POSITIVE_INFINITY) {
  const lines: string[] = [];
  return {
    lines,
    events: () => lines.map((line): FeedEvent => JSON.parse(line)),
    kinds: () =>
      lines.map((line) => {
        const event: FeedEvent = JSON.parse(line);
        return event.event === 'delta'
          ? [event.event, event.from, event.revision]
          : [event.event, 'revision' in event && event.revision];
      }),
    give: (more: number) => {
      room += more;
    },
    write: (line: string) => {
      lines.push(line);
      room -= 1;
      return room > 0;
    },
  };
}

describe('what one host is told', () => {
  test('who begins gets a whole state, who has it a sign of life', () => {
    const channel = new HostChannel(state(3, 2));
    const [fresh, current] = [reader(), reader()];
    channel.watch(fresh, undefined);
    channel.watch(current, 3);
    expect(fresh.kinds()).toEqual([['state', 3]]);
    expect(current.kinds()).toEqual([['alive', 3]]);
  });

  test('a change is told as the step from the state before, and nothing is told when nothing changed', () => {
    const channel = new HostChannel(state(3, 2));
    const watcher = reader();
    channel.watch(watcher, 3);
    channel.advance(state(5, 3));
    channel.advance(state(6, 3));
    channel.advance(state(9, 1));
    expect(watcher.kinds().slice(1)).toEqual([
      ['delta', 3, 5],
      ['delta', 5, 9],
    ]);
  });

  test('one member more is a line of at most 300 bytes, also in a group of thousands', () => {
    const channel = new HostChannel(state(1_000_000, 4000));
    const watcher = reader();
    channel.watch(watcher, 1_000_000);
    channel.advance(state(1_000_001, 4001));
    expect(watcher.lines).toHaveLength(2);
    expect(Buffer.byteLength(watcher.lines[1] ?? '')).toBeLessThanOrEqual(300);
  });

  test('who comes back goes on from the revision that he has, or gets it whole', () => {
    const channel = new HostChannel(state(1, 1));
    for (let revision = 2; revision < 6; revision++) channel.advance(state(revision, revision));
    const told = (since: number | undefined) => {
      const watcher = reader();
      channel.watch(watcher, since);
      return watcher.kinds();
    };
    expect(told(3)).toEqual([
      ['delta', 3, 4],
      ['delta', 4, 5],
    ]);
    expect(told(0)).toEqual([['state', 5]]);
    expect(told(99)).toEqual([['state', 5]]);
  });

  test('a revision that is too far back is answered by a whole state', () => {
    const channel = new HostChannel(state(1, 1));
    for (let revision = 2; revision < 400; revision++) channel.advance(state(revision, revision));
    const watcher = reader();
    channel.watch(watcher, 2);
    expect(watcher.kinds()).toEqual([['state', 399]]);
  });

  test('nothing is queued for a slow reader: with room again it goes on, or gets the state whole', () => {
    const channel = new HostChannel(state(1, 1));
    const slow = reader(1);
    const { drained } = channel.watch(slow, 1);
    expect(slow.kinds()).toEqual([['alive', 1]]);
    for (let revision = 2; revision < 5; revision++) channel.advance(state(revision, revision));
    expect(slow.lines).toHaveLength(1);
    slow.give(2);
    drained();
    expect(slow.kinds().slice(1)).toEqual([
      ['delta', 1, 2],
      ['delta', 2, 3],
    ]);
    for (let revision = 5; revision < 600; revision++) channel.advance(state(revision, revision % 50));
    slow.give(10);
    drained();
    expect(slow.kinds().slice(3)).toEqual([['state', 599]]);
  });

  test('a state without a way to it is told whole to everybody', () => {
    const channel = new HostChannel(state(5, 1));
    const watcher = reader();
    channel.watch(watcher, 5);
    channel.restart(state(5, 4));
    expect(watcher.kinds()).toEqual([
      ['alive', 5],
      ['state', 5],
    ]);
  });

  test('who has stopped hears nothing more', () => {
    const channel = new HostChannel(state(1, 1));
    const watcher = reader();
    const { stop } = channel.watch(watcher, 1);
    stop();
    channel.advance(state(2, 2));
    channel.heartbeat();
    expect([watcher.lines.length, channel.isWatched]).toEqual([1, false]);
  });

  test('it knows which revision a host must be at for what was written until then', () => {
    const channel = new HostChannel(state(3, 1));
    channel.advance(state(5, 2));
    channel.advance(state(9, 3));
    expect([3, 4, 5, 8, 9, 20].map((revision) => channel.neededFor(revision))).toEqual([3, 3, 5, 5, 9, 9]);
  });
});
