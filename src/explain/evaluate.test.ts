import { describe, expect, test } from 'vitest';
import type { Chain, Match, Policy, Rule, Ruleset, Target } from '../netfilter/index.ts';
import { evaluate } from './evaluate.ts';
import type { Packet } from './packet.ts';
import { indexSets, noSets } from './set-members.ts';
import { rulesMet } from './trace.ts';

const accept: Target = { kind: 'accept' };
const drop: Target = { kind: 'drop' };
const back: Target = { kind: 'return' };
const jump = (chain: string): Target => ({ kind: 'jump', chain });
const goto = (chain: string): Target => ({ kind: 'goto', chain });
const other = (name: string, text = ''): Target => ({ kind: 'other', name, text });
const opaque = (text: string, module = 'u32'): Match => ({ kind: 'other', module, text });
const ct = (zone: number | null, notrack: boolean): Target => ({ kind: 'ct', zone, notrack });
const member = (negated: boolean): Match => ({ kind: 'set', name: 'A', flags: ['src'], negated, rest: '' });
const set = (members: readonly string[]) =>
  indexSets([{ name: 'A', type: 'hash:net', family: 'inet', options: [], members }]);
const source = (cidr: string, negated = false): Match => ({ kind: 'source', cidr, negated });
const rule = (target: Target | null, ...matches: readonly Match[]): Rule => ({ target, matches });

/** A table: built-in chains are those written in capitals. */
function tableOf(name: string, chains: { readonly [chain: string]: readonly Rule[] }, policy: Policy = 'ACCEPT') {
  const made = Object.entries(chains).map(([chain, rules]): [string, Chain] => [
    chain,
    { name: chain, policy: /^[A-Z]+$/.test(chain) ? policy : null, rules },
  ]);
  return [name, { name, chains: new Map(made) }] as const;
}
function rulesOf(...tables: readonly ReturnType<typeof tableOf>[]): Ruleset {
  return { family: 'ipv4', tables: new Map(tables) };
}
const filter = (chains: { readonly [chain: string]: readonly Rule[] }, policy: Policy = 'ACCEPT') =>
  rulesOf(tableOf('filter', chains, policy));

const ssh: Packet = {
  family: 'ipv4',
  path: 'bridged',
  in: 'br0',
  out: 'br0',
  physdevIn: 'tapA',
  physdevOut: 'tapB',
  source: '10.0.0.1',
  destination: '10.0.0.2',
  protocol: 6,
  sourcePort: 40000,
  destinationPort: 22,
  macSource: 'fa:16:3e:00:00:01',
};
const at = (chain: string, number: number, table = 'filter') => ({ table, chain, rule: number });

describe('the walk through the chains', () => {
  test('the first rule that decides, decides; the policy does where none does', () => {
    const rules = filter({ FORWARD: [rule(null), rule(drop, source('10.0.0.2/32')), rule(drop)] });
    const trace = evaluate(rules, noSets, ssh);
    expect(trace).toEqual({
      verdict: 'drop',
      ctState: 'NEW',
      zone: 0,
      steps: [
        { kind: 'conntrack', state: 'NEW', zone: 0 },
        { kind: 'enter', table: 'filter', chain: 'FORWARD' },
        { kind: 'test', rule: at('FORWARD', 1), held: true, failed: null },
        { kind: 'test', rule: at('FORWARD', 2), held: false, failed: source('10.0.0.2/32') },
        { kind: 'test', rule: at('FORWARD', 3), held: true, failed: null },
        { kind: 'verdict', rule: at('FORWARD', 3), verdict: 'drop' },
      ],
      decidedBy: at('FORWARD', 3),
      outcomes: [{ verdict: 'drop', decidedBy: at('FORWARD', 3), assuming: [] }],
      unknowns: [],
      obstacles: [],
      assumptions: ['noConnections', 'tcpSyn'],
    });
    expect(evaluate(filter({ FORWARD: [] }, 'DROP'), noSets, ssh).decidedBy).toEqual(at('FORWARD', 0));
  });

  test('a jump comes back behind the rule that jumped', () => {
    const rules = filter({ FORWARD: [rule(jump('a')), rule(drop)], a: [rule(back), rule(accept)] });
    expect(rulesMet(evaluate(rules, noSets, ssh))).toEqual([at('FORWARD', 1), at('a', 1), at('FORWARD', 2)]);
  });

  test('a goto comes back to whoever made the last jump, or to the policy', () => {
    const rules = filter({
      FORWARD: [rule(jump('a')), rule(goto('b')), rule(drop)],
      a: [rule(goto('b')), rule(drop)],
      b: [rule(null)],
    });
    const trace = evaluate(rules, noSets, ssh);
    expect(rulesMet(trace)).toEqual([
      at('FORWARD', 1),
      at('a', 1),
      at('b', 1),
      at('FORWARD', 2),
      at('b', 1),
      at('FORWARD', 0),
    ]);
    expect(trace.verdict).toBe('accept');
  });

  test('ACCEPT ends one table; the next one still decides', () => {
    const rules = rulesOf(
      tableOf('mangle', { FORWARD: [rule(accept)] }),
      tableOf('filter', { FORWARD: [rule({ kind: 'reject', with: null })] }),
    );
    expect(evaluate(rules, noSets, ssh)).toMatchObject({ verdict: 'reject', decidedBy: at('FORWARD', 1) });
  });

  test('a mark that one table sets is seen by the next', () => {
    const rules = rulesOf(
      tableOf('mangle', { PREROUTING: [rule(other('MARK', '--set-xmark 0x5/0xffffffff'))] }),
      tableOf('filter', { FORWARD: [rule(drop, opaque('--mark 0x1/0x1', 'mark'))] }),
    );
    expect(evaluate(rules, noSets, ssh).verdict).toBe('drop');
  });

  test('the first CT rule decides over zone and tracking', () => {
    const untracked: Match = { kind: 'state', states: ['UNTRACKED'], negated: false };
    const raw = (...targets: readonly Target[]) =>
      rulesOf(
        tableOf('raw', { PREROUTING: targets.map((target) => rule(target)) }),
        tableOf('filter', { FORWARD: [rule(drop, untracked)] }),
      );
    const connections = [{ ...ssh, zone: 7, replied: true }];
    const zoned = evaluate(raw(ct(7, false), ct(null, true)), noSets, ssh, { connections });
    expect(zoned).toMatchObject({ verdict: 'accept', ctState: 'ESTABLISHED', zone: 7 });
    expect(evaluate(raw(ct(8, false)), noSets, ssh, { connections }).ctState).toBe('NEW');
    const free = evaluate(raw(ct(null, true), ct(7, false)), noSets, ssh, { connections });
    expect(free).toMatchObject({ verdict: 'drop', ctState: 'UNTRACKED' });
  });

  test('only the first packet of a connection passes the nat table', () => {
    const tracked: Match = { kind: 'state', states: ['UNTRACKED'], negated: false };
    const rules = rulesOf(
      tableOf('nat', { PREROUTING: [rule(drop)] }),
      tableOf('filter', { INPUT: [rule(null, tracked)] }),
    );
    expect(evaluate(rules, noSets, ssh).verdict).toBe('drop');
    expect(evaluate(rules, noSets, ssh, { connections: [{ ...ssh, replied: false }] }).verdict).toBe('accept');
  });

  test('packets from and to the host pass its own chains and no FORWARD', () => {
    const rules = filter({
      INPUT: [rule(drop)],
      FORWARD: [rule(accept)],
      OUTPUT: [rule({ kind: 'reject', with: null })],
    });
    expect(evaluate(rules, noSets, { ...ssh, path: 'localIn' }).verdict).toBe('drop');
    expect(evaluate(rules, noSets, { ...ssh, path: 'localOut' }).verdict).toBe('reject');
  });
});

describe('what cannot be known', () => {
  test('a match that is not known leaves both ends open', () => {
    const rules = filter({ FORWARD: [rule(accept, opaque('--u32 "0=0"'))] }, 'DROP');
    expect(evaluate(rules, noSets, ssh)).toMatchObject({
      verdict: 'unknown',
      unknowns: ['-m u32 --u32 "0=0"'],
      outcomes: [
        { verdict: 'drop', assuming: [{ rule: at('FORWARD', 1), unknown: '-m u32 --u32 "0=0"', answer: 'no' }] },
        { verdict: 'accept', assuming: [{ rule: at('FORWARD', 1), unknown: '-m u32 --u32 "0=0"', answer: 'yes' }] },
      ],
    });
  });

  test('it does not matter where the packet ends alike', () => {
    const rules = filter({ FORWARD: [rule(drop, opaque('x'))] }, 'DROP');
    expect(evaluate(rules, noSets, ssh)).toMatchObject({ verdict: 'drop', unknowns: ['-m u32 x'] });
  });

  test('nor on a rule that another of its matches rules out', () => {
    const rules = filter({ FORWARD: [rule(drop, opaque('x'), source('10.9.9.9/32'))] });
    expect(evaluate(rules, noSets, ssh)).toMatchObject({ verdict: 'accept', unknowns: [] });
  });

  test('the same question has the same answer wherever it is asked', () => {
    const rules = filter({ FORWARD: [rule(drop, member(false)), rule(drop, member(true))] });
    expect(evaluate(rules, noSets, ssh).verdict).toBe('drop');
  });

  test('but not a match that counts', () => {
    const limit = opaque('--limit 1/sec', 'limit');
    const rules = filter({ FORWARD: [rule(jump('a'), limit), rule(drop)], a: [rule(accept, limit)] });
    expect(evaluate(rules, noSets, ssh)).toMatchObject({ verdict: 'unknown' });
    const steady = filter({
      FORWARD: [rule(jump('a'), opaque('x')), rule(drop)],
      a: [rule(back, opaque('x')), rule(accept)],
    });
    expect(evaluate(steady, noSets, ssh).verdict).toBe('drop');
  });

  test('a set whose members are there is no question, nor is one that is empty', () => {
    const rules = filter({ FORWARD: [rule(accept, member(false))] }, 'DROP');
    expect(evaluate(rules, set(['10.0.0.0/24']), ssh).verdict).toBe('accept');
    expect(evaluate(rules, set(['10.0.0.0/24', '10.0.0.1 nomatch']), ssh).verdict).toBe('drop');
    expect(evaluate(rules, set([]), ssh).verdict).toBe('drop');
    expect(evaluate(rules, noSets, ssh).verdict).toBe('unknown');
  });

  test('what the packet does not say is open too', () => {
    const { destinationPort: _, ...silent } = ssh;
    const dport22: Match = {
      kind: 'ports',
      module: 'tcp',
      source: null,
      destination: { first: 22, last: 22, negated: false },
      rest: '',
    };
    expect(evaluate(filter({ FORWARD: [rule(drop, dport22)] }), noSets, silent).verdict).toBe('unknown');
  });

  test('a target that hands the packet to a program, or that is not known, leaves it open', () => {
    expect(evaluate(filter({ FORWARD: [rule(other('NFQUEUE', '--queue-num 0'))] }), noSets, ssh)).toMatchObject({
      verdict: 'unknown',
      unknowns: ['-j NFQUEUE --queue-num 0'],
    });
    expect(evaluate(filter({ FORWARD: [rule(other('LOG', '--log-prefix x'))] }, 'DROP'), noSets, ssh)).toMatchObject({
      verdict: 'drop',
      unknowns: [],
    });
  });
});

describe('rulesets that no kernel would hold', () => {
  test('chains that lead to themselves are named, not followed', () => {
    const loop = filter({ FORWARD: [rule(jump('a'))], a: [rule(goto('b'))], b: [rule(goto('a'))] });
    expect(evaluate(loop, noSets, ssh)).toMatchObject({
      verdict: 'unknown',
      obstacles: [{ kind: 'loop', rule: at('b', 1) }],
    });
  });

  test('a chain that is not there is named', () => {
    expect(evaluate(filter({ FORWARD: [rule(jump('x'))] }), noSets, ssh)).toMatchObject({
      verdict: 'unknown',
      obstacles: [{ kind: 'missingChain', rule: at('FORWARD', 1), chain: 'x' }],
    });
  });

  test('chains that call each other twice, fifty deep, end', () => {
    const chains: { [chain: string]: readonly Rule[] } = { FORWARD: [rule(jump('c0'))] };
    for (let i = 0; i < 50; i += 1) chains[`c${i}`] = [rule(jump(`c${i + 1}`)), rule(jump(`c${i + 1}`))];
    chains['c50'] = [];
    expect(evaluate(filter(chains), noSets, ssh, { steps: false })).toMatchObject({
      verdict: 'unknown',
      obstacles: [{ kind: 'tooLong' }],
    });
  });

  test('a thousand open questions in a row end', () => {
    const chains: { [chain: string]: readonly Rule[] } = {
      FORWARD: Array.from({ length: 1000 }, (_, i) => rule(jump('a'), opaque(`q${i}`))),
      a: [],
    };
    expect(evaluate(filter(chains), noSets, ssh, { steps: false })).toMatchObject({
      verdict: 'unknown',
      obstacles: [{ kind: 'tooManyUnknowns' }],
    });
  });

  test('50,000 chains deep and 100,000 rules long are no trouble', () => {
    const chains: { [chain: string]: readonly Rule[] } = { FORWARD: [rule(jump('c0'))] };
    for (let i = 0; i < 50_000; i += 1) chains[`c${i}`] = [rule(jump(`c${i + 1}`))];
    chains['c50000'] = Array.from({ length: 100_000 }, (_, i) => rule(drop, source(`10.1.${i % 256}.7/32`)));
    expect(evaluate(filter(chains), noSets, ssh)).toMatchObject({ verdict: 'accept', obstacles: [] });
  });

  test('addresses that are none are questions', () => {
    expect(evaluate(filter({ FORWARD: [rule(drop, source('gateway.example/32'))] }), noSets, ssh)).toMatchObject({
      verdict: 'unknown',
      unknowns: ['-s gateway.example/32'],
    });
  });

  test('rules of the other family are refused', () => {
    expect(() => evaluate({ family: 'ipv6', tables: new Map() }, noSets, ssh)).toThrow(
      'A packet of ipv4 cannot be judged by rules of ipv6',
    );
  });
});
