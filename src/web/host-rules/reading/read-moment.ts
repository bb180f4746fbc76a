import { type HostRules, expectedRules, rulesOfCompiled, rulesOfDump } from '../../../ask/index.ts';
import type { CompiledHost } from '../../../compiler/index.ts';
import { type HostMap, mapHost } from '../../../explain/index.ts';
import type { HostState } from '../../../model/index.ts';
import type { Family } from '../../../netfilter/index.ts';
import { type HostDump, parseHostState } from '../../../wire/index.ts';
import type { Moment } from './asks.ts';
import { countersIn, ruleLinesIn, withoutCounters } from './dump-text.ts';

/** A moment, read. */
export interface ReadMoment {
  readonly rules: HostRules;
  /** Whom chains and rules belong to, by what the host should hold. */
  readonly map: HostMap;
  /** Figures of the rule at this place; none for what was not dumped. */
  readonly lineOf: (family: Family, table: string, chain: string, rule: number) => number;
  readonly counters: { readonly [f in Family]: Float64Array };
  /** Equal for moments with equal rules and sets, whatever they have counted. */
  readonly token: string;
}

/** A host whose moments are read one after the other: what did not change between two of them is read once. */
export interface HostReader {
  readonly state: HostState;
  /** What the host should hold, in the layout that `observed` is nearest to. */
  expected(observed: Moment | undefined): Promise<Expected>;
  read(moment: Moment, expected: Expected): ReadMoment;
}

export interface Expected {
  readonly compiled: CompiledHost;
  readonly profile: string;
  readonly token: string;
}

/** So many dumps are kept as they were read: before, after, and what was looked at just now. */
const keptDumps = 4;

export function createHostReader(stateJson: object): HostReader {
  const state = parseHostState(stateJson);
  const dumps = new Map<string, DumpRules>();
  const maps = new Map<string, HostMap>();
  let number = 0;
  let last: { readonly of: string; readonly expected: Promise<Expected> } | undefined;

  function rulesOf(dump: HostDump): DumpRules {
    const texts = [withoutCounters(dump.ipv4), withoutCounters(dump.ipv6), dump.ipset];
    const key = texts.join('\0');
    let found = dumps.get(key);
    if (!found) {
      number += 1;
      found = {
        token: String(number),
        rules: rulesOfDump(dump),
        lines: { ipv4: ruleLinesIn(dump.ipv4), ipv6: ruleLinesIn(dump.ipv6) },
      };
      dumps.set(key, found);
      const [oldest] = dumps.keys();
      if (dumps.size > keptDumps && oldest !== undefined) dumps.delete(oldest);
    }
    return found;
  }

  async function compile(observed: DumpRules | undefined): Promise<Expected> {
    const { compiled, profile } = await expectedRules(state, observed?.rules, undefined);
    number += 1;
    return { compiled, profile, token: String(number) };
  }

  return {
    state,
    expected(observed) {
      const dumped = observed?.kind === 'dump' ? rulesOf(observed.dump) : undefined;
      const of = dumped?.token ?? '';
      if (last?.of !== of) last = { of, expected: compile(dumped) };
      return last.expected;
    },
    read(moment, { compiled, token }) {
      const mapOf = (key: string, rulesets: HostRules['rulesets']) => {
        const made = maps.get(key) ?? mapHost(rulesets, { state, ...compiled });
        maps.set(key, made);
        const [oldest] = maps.keys();
        if (maps.size > keptDumps && oldest !== undefined) maps.delete(oldest);
        return made;
      };
      if (moment.kind === 'expected') {
        const key = `expected ${token}`;
        return compiledMoment(compiled, mapOf(key, compiled.rulesets), key);
      }
      const { dump } = moment;
      const read = rulesOf(dump);
      const key = `${read.token} ${token}`;
      return {
        rules: read.rules,
        map: mapOf(key, read.rules.rulesets),
        lineOf: (family, table, chain, rule) => read.lines[family].get(`${table} ${chain}`)?.[rule - 1] ?? -1,
        counters: { ipv4: countersIn(dump.ipv4), ipv6: countersIn(dump.ipv6) },
        token: key,
      };
    },
  };
}

/** A moment that is compiled and not read: nothing of it was counted. */
export function compiledMoment(compiled: CompiledHost, map: HostMap, token: string): ReadMoment {
  return { rules: rulesOfCompiled(compiled), map, lineOf: () => -1, counters: none, token };
}

interface DumpRules {
  readonly token: string;
  readonly rules: HostRules;
  readonly lines: { readonly [f in Family]: ReadonlyMap<string, readonly number[]> };
}

const none = { ipv4: new Float64Array(), ipv6: new Float64Array() };
