import { describe, expect, test } from 'vitest';

// Plain JavaScript without types, like all of scripts/; a name in a variable keeps the compiler from looking for them.
const load = async (name: string) => import(new URL(`../scripts/tempest/${name}`, import.meta.url).href);
const { readOutcome } = await load('outcome.js');
const { summary } = await load('summary.js');
const { reasonToLeaveOut } = await load('left-out.js');

describe('the report of tempest', () => {
  test('is read line by line', () => {
    const lines = [
      '{0} a.test_b.C.test_d [0.004s] ... ok',
      '{1} a.test_b.C.test_e [10.074955s] ... FAILED',
      '{0} a.test_b.C.test_f [0.000000s] ... SKIPPED: qos is not enabled: sorry',
      '{0} setUpClass (a.test_b.D) ... SKIPPED: router extension not enabled.',
      '{0} tearDownClass (a.test_b.E) [0.000000s] ... FAILED',
      'Ran: 4 tests in 1.0 sec.',
      '',
    ];
    expect(lines.map((line) => readOutcome(line))).toEqual([
      { name: 'a.test_b.C.test_d', state: 'passed', reason: undefined },
      { name: 'a.test_b.C.test_e', state: 'failed', reason: undefined },
      { name: 'a.test_b.C.test_f', state: 'skipped', reason: 'qos is not enabled: sorry' },
      { name: 'setUpClass (a.test_b.D)', state: 'skipped', reason: 'router extension not enabled.' },
      { name: 'tearDownClass (a.test_b.E)', state: 'failed', reason: undefined },
      undefined,
      undefined,
    ]);
  });

  test('is counted by tests: those of a skipped class all, those that are missing as failed', () => {
    const known = [
      'm.C.test_a[id-1]',
      'm.C.test_b[id-2]',
      'm.D.test_a[id-3]',
      'm.D.test_b',
      'm.E.test_a',
      'm.E.test_b',
    ];
    const leftOut = new Map([['m.E.test_a', 'no routers']]);
    const outcomes = [
      { name: 'm.C.test_a', state: 'passed' },
      { name: 'm.C.test_b', state: 'skipped', reason: 'no compute' },
      { name: 'setUpClass (m.D)', state: 'skipped', reason: 'no qos' },
      { name: 'tearDownClass (m.C)', state: 'failed' },
    ];
    expect(summary(known, leftOut, outcomes)).toEqual({
      text: [
        'skipped    2: no qos',
        'skipped    1: no compute',
        'left out    1: no routers',
        '',
        '1 passed, 2 failed, 3 skipped, 1 left out',
        '',
      ].join('\n'),
      failed: 2,
    });
  });
});

test('what the patched tempest can run is left out only without the patch', () => {
  const dhcp = 'tempest.api.network.test_dhcp_ipv6.NetworksTestDHCPv6.test_dhcp_stateful[id-1]';
  const router = 'tempest.api.network.test_dhcp_ipv6.NetworksTestDHCPv6.test_dhcp_stateful_router[id-2]';
  const ports = 'tempest.api.network.test_ports.PortsTestJSON.test_create_update_port_with_second_ip[id-3]';
  const reason = (name: string, isPatched: boolean) => reasonToLeaveOut(name, { isPatched, accounts: 'dynamic' });
  const reasons = [dhcp, router, ports].map((name) => [reason(name, false), reason(name, true)]);
  expect(reasons).toEqual([
    ['asks for the list of routers when it cleans up (--patched runs it)', undefined],
    ['routers and floating IPs (router) are not announced', 'routers and floating IPs (router) are not announced'],
    [undefined, undefined],
  ]);
});
