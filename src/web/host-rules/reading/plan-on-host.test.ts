import { describe, expect, test } from 'vitest';
import { diffHostState } from '../../../model/index.ts';
import { type PlannedHost, hostDeltaJson, parseHostState } from '../../../wire/index.ts';
import { createAnswerer } from './answer.ts';
import type { Moment } from './asks.ts';
import { dumpOf, groupId, groups, remoteId, stateJson, usualRules } from './host.suite.ts';
import type { PlanBlock } from './plan-on-host.ts';

const newId = 'c0c0c0c0-0fdd-4fe0-988f-9d9d0f6aa4a1';
const fromNew = {
  id: '9d2c0000-0000-4000-8000-000000000009',
  security_group_id: groupId,
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: 'tcp',
  port_range_min: 443,
  port_range_max: 443,
  remote_ip_prefix: null,
  remote_group_id: newId,
};
const expected: Moment = { kind: 'expected' };

/** As the server tells it. */
function plannedOf(before: object, after: object): PlannedHost {
  const [old, now] = [parseHostState(before), parseHostState(after)];
  const delta = hostDeltaJson(diffHostState(old, now));
  return JSON.parse(JSON.stringify({ host: old.host, revision: old.revision, state: before, delta })) as PlannedHost;
}
const told = (planned: object, at: Moment = expected) =>
  createAnswerer()('plan', { planned, at, groups, language: 'en' });
/** State of a host with so many ports and members, whose group lets a new one in. */
const letsIn = (ports: number, members: number) => {
  const state = stateJson({ ports, rules: [...usualRules, fromNew] });
  const addresses = Array.from({ length: members }, (_, n) => ({ ip_address: `10.${n >> 8}.${n & 255}.1` }));
  return { ...state, members: { ...state.members, [newId]: addresses } };
};
const linesOf = (blocks: readonly PlanBlock[]) => blocks.flatMap(({ lines }) => lines).length;

describe('what a plan does to a host', () => {
  const before = stateJson({ ports: 1 });

  test('is nothing where the state stays as it is', async () => {
    expect(await told(plannedOf(before, before))).toEqual({
      profile: 'caracal',
      isGuessed: true,
      summary: {
        chainsAdded: 0,
        chainsRemoved: 0,
        rulesAdded: 0,
        rulesRemoved: 0,
        membersAdded: 0,
        membersRemoved: 0,
      },
      blocks: [],
      leftOff: 0,
    });
  });

  test('is the rule that comes, why it does, and the members that it needs; and the same the other way round', async () => {
    const at: Moment = { kind: 'dump', dump: dumpOf(before) };
    const text =
      '-A neutron-linuxbri-ie60000f5-c -p tcp -m tcp --dport 443 -m set --match-set NIPv4c0c0c0c0-0fdd-4fe0-988f- src -j RETURN';
    const blocks = (sign: '+' | '-', set: 'added' | 'removed') => [
      {
        kind: 'chain',
        id: 'ipv4 filter neutron-linuxbri-ie60000f5-c',
        family: 'ipv4',
        table: 'filter',
        chain: 'neutron-linuxbri-ie60000f5-c',
        change: 'changed',
        lines: [{ sign, text, why: expect.objectContaining({ words: 'test: HTTPS from c0c0c0c0', group: groupId }) }],
      },
      {
        kind: 'set',
        id: 'ipset NIPv4c0c0c0c0-0fdd-4fe0-988f-',
        name: 'NIPv4c0c0c0c0-0fdd-4fe0-988f-',
        group: null,
        change: set,
        lines: [{ sign, text: '10.0.0.1', why: null }],
      },
    ];
    const came = await told(plannedOf(before, letsIn(1, 1)), at);
    expect([came.isGuessed, came.blocks, came.leftOff]).toEqual([false, blocks('+', 'added'), 0]);
    expect(came.summary).toMatchObject({ rulesAdded: 1, rulesRemoved: 0, membersAdded: 1, membersRemoved: 0 });
    const went = await told(plannedOf(letsIn(1, 1), before));
    expect(went.blocks).toEqual(blocks('-', 'removed'));
  });

  test('is told with the names of groups that only the plan makes', async () => {
    const made = { id: newId, name: 'new', stateful: true, security_group_rules: [] };
    const state = letsIn(2, 1);
    const [first, ...others] = state.ports;
    const after = {
      ...state,
      ports: [{ ...first, security_groups: [groupId, newId] }, ...others],
      security_groups: [...state.security_groups, made],
    };
    const { blocks } = await told(plannedOf(stateJson({ ports: 2 }), after));
    expect(blocks.flatMap((block) => (block.kind === 'set' ? [block.group] : []))).toEqual(['new']);
    expect(blocks[0]?.lines[0]?.why?.words).toBe('test: HTTPS from new');
  });

  test('is no longer than can be read, however much it is, and what is left off is counted', async () => {
    const { blocks, leftOff, summary } = await told(plannedOf(stateJson({ ports: 250 }), letsIn(250, 2000)));
    expect([summary.rulesAdded, summary.membersAdded]).toEqual([250, 2000]);
    expect([linesOf(blocks), leftOff]).toEqual([400, 1850]);
  });

  test('is not read out of what is no answer', async () => {
    await expect(told({ host: 'h', revision: 1 })).rejects.toMatchObject({ code: expect.stringMatching(/^STATE_/) });
  });
});

test('names of groups that the asker knows are used for sets', async () => {
  const state = stateJson({ ports: 1 });
  const after = { ...state, members: { [remoteId]: [{ ip_address: '172.16.15.31' }] } };
  const { blocks } = await told(plannedOf(state, after));
  expect(blocks.map((block) => [block.kind === 'set' && block.group, block.lines.map((l) => l.sign + l.text)])).toEqual(
    [['default', ['-172.16.15.30', '+172.16.15.31']]],
  );
});
