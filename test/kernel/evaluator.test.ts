import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connection, type Trace, evaluate, indexSets, rulesMet, usesConntrack } from '../../src/explain/index.ts';
import { type Family, type Ruleset, parseSave, parseSets } from '../../src/netfilter/index.ts';
import { type Dice, dice } from './evaluator/dice.ts';
import { Conversation, type Sent, fragmentsOf } from './evaluator/packets.ts';
import { hostFacts } from './evaluator/places.ts';
import { type Backend, type Counts, type RoutingHost, openRoutingHost } from './evaluator/routing-host.ts';
import { randomRuleset } from './evaluator/rulesets.ts';
import { sets } from './evaluator/sets.ts';
import { describeInNamespace } from './namespace.ts';

/*
 * Random rules of every kind that the evaluator knows, and packets sent through a real host with bridges and routes:
 * the counters that they move have to be those of the rules that the evaluator says they meet. `npm run kernel-fuzz`
 * does the same with as many packets as one likes.
 */

const packetsPerRuleset = 25;
/** What `npm run kernel-fuzz` was told; without it, as many as there is time for in a test run, always the same. */
const wanted = Number(process.env['KERNEL_FUZZ_PACKETS'] ?? 250);
const firstSeed = Number(process.env['KERNEL_FUZZ_SEED'] ?? 20_160_302);
const backends = (process.env['KERNEL_FUZZ_BACKENDS'] ?? 'nft,legacy').split(',') as readonly Backend[];
const rulesetCount = Math.ceil(wanted / packetsPerRuleset);

describeInNamespace('the evaluator and a real kernel meet the same rules', () => {
  describe.each(backends)('%s', (backend) => {
    let host: RoutingHost;
    const met: Trace[] = [];
    const paths = new Set<string>();
    beforeAll(async () => {
      host = await openRoutingHost(backend, sets);
    });
    afterAll(async () => {
      await host.close();
      if (process.env['KERNEL_FUZZ_PACKETS']) console.log(`${backend}: ${met.length} packets without a difference`);
    });

    const seeds = Array.from({ length: rulesetCount }, (_, n) => firstSeed + n);
    test.each(seeds)('rules of seed %i', async (seed) => {
      const family: Family = seed % 2 === 0 ? 'ipv4' : 'ipv6';
      const draw = dice(seed);
      const text = randomRuleset(family, draw);
      await host.load(family, text);
      const { ruleset, findings } = parseSave(await host.save(family), family);
      expect(findings).toEqual([]);
      await sendPackets(host, backend, ruleset, text, draw, (sent, trace) => {
        paths.add(`${family} ${sent.packet.path}`);
        met.push(trace);
      });
    });

    test('and were sent packets of every path, verdict and state', () => {
      expect(met.length).toBeGreaterThanOrEqual(rulesetCount * packetsPerRuleset);
      const ways = ['bridged', 'localIn', 'localOut', 'routed'].flatMap((path) => [`ipv4 ${path}`, `ipv6 ${path}`]);
      expect(ways.filter((way) => !paths.has(way))).toEqual([]);
      expect(new Set(met.map(({ verdict }) => verdict))).toEqual(new Set(['accept', 'drop', 'reject']));
      const states = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED', null];
      expect(states.filter((state) => met.every(({ ctState }) => ctState !== state))).toEqual([]);
      const hooks = new Set(met.flatMap((trace) => rulesMet(trace)).map(({ table, chain }) => `${table} ${chain}`));
      const entered = [
        'filter u0',
        'filter o0',
        'mangle m0',
        'nat PREROUTING',
        'nat POSTROUTING',
        'nat OUTPUT',
        'nat INPUT',
      ];
      expect(entered.filter((chain) => !hooks.has(chain))).toEqual([]);
    });
  });
});

async function sendPackets(
  host: RoutingHost,
  backend: Backend,
  ruleset: Ruleset,
  text: string,
  draw: Dice,
  seen: (sent: Sent, trace: Trace) => void,
): Promise<void> {
  const { family } = ruleset;
  const members = indexSets(parseSets(sets).sets);
  const conversation = new Conversation(family, usesConntrack(ruleset), draw);
  let { counts, connections } = await host.know(family);
  for (let i = 0; i < packetsPerRuleset; i += 1) {
    const sent = conversation.next(connections);
    const traces = tracesOf(ruleset, members, sent, connections, backend);
    await host.send(sent.from, sent.bytes);
    const expected = tally(traces);
    const after = await settled(host, family, counts, expected);
    const open = traces.flatMap(({ unknowns, obstacles }) => [...unknowns, ...obstacles.map(({ kind }) => kind)]);
    const states = traces.map(({ ctState }) => ctState);
    const told = JSON.stringify({ packet: sent.packet, isCut: sent.isCut, connections, states });
    expect({ met: moved(counts, after.counts), open }, `${told}\n${text}`).toEqual({ met: expected, open: [] });
    for (const trace of traces) seen(sent, trace);
    ({ counts, connections } = after);
  }
}

/** One for each packet that the rules see: two fragments are one where conntrack joins them. */
function tracesOf(
  ruleset: Ruleset,
  members: ReturnType<typeof indexSets>,
  { packet, isCut }: Sent,
  connections: readonly Connection[],
  backend: Backend,
): readonly Trace[] {
  const options = { connections, host: { ...hostFacts, backend } };
  const time = Math.floor(Date.now() / 1000);
  const whole = evaluate(ruleset, members, { ...packet, time, laterFragment: isCut }, options);
  if (!isCut || whole.assumptions.includes('fragmentsJoined')) return [whole];
  return fragmentsOf({ ...packet, time }).map((fragment) => evaluate(ruleset, members, fragment, options));
}

/** What the host knows once the packets have passed: they may be on their way through the later chains just then. */
async function settled(host: RoutingHost, family: Family, before: Counts, expected: Readonly<Record<string, number>>) {
  const until = Date.now() + 1000;
  for (;;) {
    const known = await host.know(family);
    const is = moved(before, known.counts);
    if (JSON.stringify(is) === JSON.stringify(expected) || Date.now() > until) return known;
  }
}

function moved(before: Counts, after: Counts): Readonly<Record<string, number>> {
  const delta = [...after].map(([rule, count]) => [rule, count - (before.get(rule) ?? 0)] as const);
  return Object.fromEntries(delta.filter(([, count]) => count !== 0).sort());
}

function tally(traces: readonly Trace[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { table, chain, rule } of traces.flatMap((trace) => rulesMet(trace))) {
    const key = `${table}/${chain}/${rule}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort());
}
