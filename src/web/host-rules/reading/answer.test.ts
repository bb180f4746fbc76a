import { describe, expect, test } from 'vitest';
import { createAnswerer } from './answer.ts';
import type { Moment } from './asks.ts';
import type { CompareRow, Comparison } from './compare-moments.ts';
import { dumpOf, groupId, groups, remoteId, rulesIn, sshRule, stateJson, usualRules } from './host.suite.ts';

const [none, one] = [stateJson({ ports: 0 }), stateJson({ ports: 1 })];
const dumped = (state: object, packets = 0): Moment => ({ kind: 'dump', dump: dumpOf(state, packets) });
const expected: Moment = { kind: 'expected' };
const ofHost = { state: one, groups, language: 'en' } as const;
const filter = { family: 'ipv4', isForwardOnly: true, isChangedOnly: false, known: null } as const;

const ruleRows = ({ rows }: Comparison) => (rows ?? []).filter((row) => row.kind === 'rule');
const textsOf = (rows: readonly CompareRow[], change: string) =>
  rows.flatMap((row) => (row.kind === 'rule' && row.change === change ? [(row.after ?? row.before)?.text] : []));

describe('two moments side by side', () => {
  test('a host that holds what it should shows no difference, and whom every rule is from', async () => {
    const compared = await createAnswerer()('compare', { ...ofHost, ...filter, before: expected, after: dumped(one) });
    expect(compared.summary).toEqual({ chainsAdded: 0, chainsRemoved: 0, rulesAdded: 0, rulesRemoved: 0 });
    const rows = ruleRows(compared);
    expect(rows.every(({ change }) => change === 'same')).toBe(true);
    const ssh = rows.find(({ after }) => after?.why?.rule === sshRule);
    expect(ssh?.after).toMatchObject({
      text: '-A neutron-linuxbri-ie60000f5-c -p tcp -m tcp --dport 22 -m set --match-set NIPv4b0b0b0b0-0fdd-4fe0-988f- src -j RETURN',
      why: { words: 'test: SSH from default', certainty: 'exact', group: groupId, isPlain: false },
    });
    expect(rows.filter(({ after }) => after?.why === null)).toEqual([]);
  });

  test('what an instance brings is added: its chains, and the rules that lead there', async () => {
    const asked = { ...ofHost, ...filter, before: dumped(none), after: dumped(one) };
    const compared = await createAnswerer()('compare', asked);
    expect(compared.summary).toMatchObject({ chainsAdded: 3, chainsRemoved: 0, rulesRemoved: 0 });
    const added = (compared.rows ?? []).flatMap((row) =>
      row.kind === 'chain' && row.change === 'added' ? row.chain : [],
    );
    expect(added).toEqual([
      'neutron-linuxbri-ie60000f5-c',
      'neutron-linuxbri-oe60000f5-c',
      'neutron-linuxbri-se60000f5-c',
    ]);
    expect(compared.rows?.filter(({ change }) => change === 'added').length).toBe(
      compared.summary.rulesAdded + compared.summary.chainsAdded,
    );
    const only = await createAnswerer()('compare', { ...asked, isChangedOnly: true });
    expect(textsOf(only.rows ?? [], 'same')).toEqual([]);
    expect(textsOf(only.rows ?? [], 'added')).toEqual(textsOf(compared.rows ?? [], 'added'));
    const back = await createAnswerer()('compare', { ...asked, before: asked.after, after: asked.before });
    expect(back.summary).toMatchObject({ chainsRemoved: 3, rulesRemoved: compared.summary.rulesAdded, rulesAdded: 0 });
  });

  test('a rule that somebody wrote by hand is nobody’s, and what he took away is gone', async () => {
    const { dump } = dumped(one) as Extract<Moment, { kind: 'dump' }>;
    const ipv4 = dump.ipv4
      .split('\n')
      .filter((line) => !line.includes('--dport 22'))
      .join('\n')
      .replace(/^(?=.*-A FORWARD )/m, '[9:540] -A FORWARD -s 10.9.9.9/32 -j DROP\n');
    const after: Moment = { kind: 'dump', dump: { ...dump, ipv4 } };
    const compared = await createAnswerer()('compare', { ...ofHost, ...filter, before: expected, after });
    expect(compared.summary).toEqual({ chainsAdded: 0, chainsRemoved: 0, rulesAdded: 1, rulesRemoved: 1 });
    const [added] = ruleRows(compared).filter(({ change }) => change === 'added');
    expect(added?.after).toMatchObject({ text: '-A FORWARD -s 10.9.9.9/32 -j DROP', why: null });
    const [removed] = ruleRows(compared).filter(({ change }) => change === 'removed');
    expect(removed?.before?.why?.words).toBe('test: SSH from default');
  });

  test('of the same rules only the counters are sent again, each at its rule', async () => {
    const answer = createAnswerer();
    const first = await answer('compare', { ...ofHost, ...filter, before: expected, after: dumped(one, 1) });
    const second = await answer('compare', {
      ...ofHost,
      ...filter,
      before: expected,
      after: dumped(one, 2),
      known: first.token,
    });
    expect([second.token === first.token, second.rows]).toEqual([true, null]);
    expect([first.moved.size, second.moved.size]).toEqual([0, second.counters.length / 2]);
    for (const { after } of ruleRows(first)) {
      const line = after?.line ?? -1;
      expect([second.counters[2 * line], second.counters[2 * line + 1]]).toEqual([2, 120]);
    }
    const other = await answer('compare', {
      ...ofHost,
      ...filter,
      before: expected,
      after: dumped(none),
      known: first.token,
    });
    expect(other.rows).not.toBeNull();
  });
});

describe('the chains of a host', () => {
  test('say what each is for, from FORWARD on, and what their rules ask for in words', async () => {
    const chains = await createAnswerer()('chains', { ...ofHost, at: dumped(one, 3), family: 'ipv4' });
    const forwarding = chains.filter(({ isForwarding }) => isForwarding);
    expect(forwarding.map(({ chain, purpose }) => [chain.replace('neutron-linuxbri-', '…'), purpose])).toEqual([
      ['FORWARD', 'packets that pass through the host: those of instances'],
      ['neutron-filter-top', 'leads on to the chains of the layout'],
      ['…local', 'of the layout; nothing of instances goes this way'],
      ['…FORWARD', 'leads on to the chains of the layout'],
      ['…sg-chain', 'sorts packets by the tap of the instance'],
      ['…ie60000f5-c', 'to vm-oa'],
      ['…sg-fallback', 'drops what no rule has admitted'],
      ['…oe60000f5-c', 'from vm-oa'],
      ['…se60000f5-c', 'lets vm-oa send from its own addresses only'],
    ]);
    const ssh = forwarding.flatMap(({ rules }) => rules).find(({ why }) => why?.rule === sshRule);
    expect(ssh).toMatchObject({
      asks: 'tcp 22, from set NIPv4b0b0b0b0-0fdd-4fe0-988f-',
      target: 'RETURN',
      leadsTo: null,
      packets: 3,
    });
    const sorted = forwarding.find(({ role }) => role === 'groupChain')?.rules[0];
    expect([sorted?.asks, sorted?.leadsTo]).toEqual(['out tape60000f5-c3, bridged', 'neutron-linuxbri-ie60000f5-c']);
  });
});

test('sets say whose members they hold, and how many rules ask them', async () => {
  expect(await createAnswerer()('sets', { ...ofHost, at: dumped(one) })).toMatchObject([
    {
      name: 'NIPv4b0b0b0b0-0fdd-4fe0-988f-',
      of: 'securityGroup',
      group: remoteId,
      groupName: 'default',
      members: ['172.16.15.30'],
      askedBy: 2,
    },
  ]);
});

test('what is easily overlooked is said in the language of who asks, with the rules that show it', async () => {
  const asked = { ...ofHost, at: dumped(one) } as const;
  const [english] = await createAnswerer()('overlooked', asked);
  expect(english).toMatchObject({
    code: 'BRIDGED_IS_FORWARD',
    words: { what: 'Traffic between two ports of a bridge passes FORWARD, not INPUT or OUTPUT.' },
  });
  expect(english?.rules[0]?.text).toMatch(/^-A neutron-linuxbri-sg-chain /);
  const [chinese] = await createAnswerer()('overlooked', { ...asked, language: 'zh-CN' });
  expect(chinese?.words.what).toMatch(/FORWARD/);
  expect(chinese?.words.what).not.toBe(english?.words.what);
});

test('a group becomes rules in the chains of its ports, and nothing else is counted as its own', async () => {
  const made = await createAnswerer()('group', { ...ofHost, group: groupId });
  expect(made.chains.map(({ family, chain, port, rules }) => [family, chain, port, rules.length])).toEqual([
    ['ipv4', 'neutron-linuxbri-ie60000f5-c', 'vm-oa', 2],
    ['ipv4', 'neutron-linuxbri-oe60000f5-c', 'vm-oa', 1],
  ]);
  expect(made.sets).toEqual([]);
  const remote = await createAnswerer()('group', { ...ofHost, group: remoteId });
  expect(remote).toEqual({ chains: [], sets: [{ name: 'NIPv4b0b0b0b0-0fdd-4fe0-988f-', members: 1 }] });
});

test('a large host is read whole', async () => {
  const state = stateJson({ ports: 300, rules: usualRules });
  const after = dumped(state, 5);
  const answer = createAnswerer();
  const asked = { ...ofHost, ...filter, state, before: expected, after } as const;
  const first = await answer('compare', asked);
  expect(first.summary).toEqual({ chainsAdded: 0, chainsRemoved: 0, rulesAdded: 0, rulesRemoved: 0 });
  expect(ruleRows(first).length).toBeGreaterThan(300 * 15);
  expect(rulesIn((after as Extract<Moment, { kind: 'dump' }>).dump)).toBeGreaterThan(300 * 15);
  const chains = await answer('chains', { ...ofHost, state, at: after, family: 'ipv4' });
  expect(chains.filter(({ ports }) => ports.length === 1).length).toBe(900);
});
