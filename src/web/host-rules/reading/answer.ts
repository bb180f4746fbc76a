import { printSave } from '../../../netfilter/index.ts';
import type { AskName, Asks } from './asks.ts';
import { chainList } from './chain-list.ts';
import { compareMoments } from './compare-moments.ts';
import { findOverlooked } from './find-overlooked.ts';
import { groupOnHost } from './group-on-host.ts';
import { planOnHost } from './plan-on-host.ts';
import { type HostReader, createHostReader } from './read-moment.ts';
import { setList } from './set-list.ts';

/** Answers what the worker is asked. Hosts that were asked for last are kept as they were read. */
export function createAnswerer(): <N extends AskName>(name: N, ask: Asks[N]['ask']) => Promise<Asks[N]['answer']> {
  const readers = new Map<object, HostReader>();

  function readerOf(state: object): HostReader {
    const reader = readers.get(state) ?? createHostReader(state);
    readers.delete(state);
    readers.set(state, reader);
    const [oldest] = readers.keys();
    if (readers.size > keptReaders && oldest !== undefined) readers.delete(oldest);
    return reader;
  }

  const answers: { readonly [N in AskName]: (ask: Asks[N]['ask']) => Promise<Asks[N]['answer']> } = {
    async compare({ state, before, after, known, ...options }) {
      const reader = readerOf(state);
      const expected = await reader.expected(after.kind === 'dump' ? after : before);
      const [old, now] = [reader.read(before, expected), reader.read(after, expected)];
      const { family, isForwardOnly, isChangedOnly, language, groups } = options;
      const shown = [family, isForwardOnly, isChangedOnly, language, JSON.stringify(groups)];
      const token = [old.token, now.token, ...shown].join(' ');
      const counters = now.counters[family];
      const kept = last?.token === token ? last : { token, counters, ...compareMoments(old, now, options) };
      const moved = last?.token === token ? movedLines(last.counters, counters) : none;
      last = { ...kept, counters };
      return { token, counters, moved, summary: kept.summary, rows: known === token ? null : kept.rows };
    },
    async text({ state, at, family }) {
      if (at.kind === 'dump') return at.dump[family];
      const { compiled } = await readerOf(state).expected(undefined);
      return printSave(compiled.rulesets[family]);
    },
    async chains({ state, at, family, groups, language }) {
      const reader = readerOf(state);
      return chainList(reader.read(at, await reader.expected(at)), family, groups, language);
    },
    async sets({ state, at, groups }) {
      const reader = readerOf(state);
      return setList(reader.read(at, await reader.expected(at)), groups);
    },
    async overlooked({ state, at, language }) {
      const reader = readerOf(state);
      const expected = await reader.expected(at);
      return findOverlooked(reader.read(at, expected), reader.state, expected.profile, language);
    },
    async group({ state, group, groups, language }) {
      const reader = readerOf(state);
      const expected = await reader.expected(undefined);
      return groupOnHost(group, reader.read({ kind: 'expected' }, expected), expected, groups, language);
    },
    plan: planOnHost,
  };
  let last:
    | ({ readonly token: string; readonly counters: Float64Array } & ReturnType<typeof compareMoments>)
    | undefined;
  return (name, ask) => answers[name](ask);
}

const keptReaders = 8;

const none: ReadonlySet<number> = new Set();

/** The rule lines that have counted packets since. */
function movedLines(before: Float64Array, now: Float64Array): ReadonlySet<number> {
  const lines = new Set<number>();
  for (let at = 0; at < now.length; at += 2) if (now[at] !== before[at]) lines.add(at / 2);
  return lines;
}
