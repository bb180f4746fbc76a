import { afterAll, describe, expect, test } from 'vitest';
import { labUser } from './portreeve.ts';
import { needsNamespaces } from './reality.ts';

const user = labUser();
afterAll(() => user.clean());

const setUp = [
  'lab up --yes --hosts 2',
  'sg create web',
  'sg create test',
  'sg rule add test --ingress tcp/22 --from default',
  'lab launch web01 --group web --host Sugon01',
  'lab launch friend --group default --host Sugon01',
  'lab launch neighbour --group test --host Sugon01',
  'lab launch vm-oa --group test --host Sugon02',
];

describe('what portreeve trace evaluates', () => {
  test('in a lab of two hosts', { timeout: 120_000 }, async (context) => {
    await needsNamespaces(context);
    for (const line of setUp) {
      const { code, stderr } = await user.run(line.split(' '));
      expect(code, `${line}: ${stderr}`).toBe(0);
    }
  });

  test.for<[string, number, boolean]>([
    ['web01 vm-oa tcp/22', 10, false],
    ['friend vm-oa tcp/22', 0, true],
    ['friend vm-oa udp/53', 10, false],
    ['vm-oa web01 icmp', 10, false],
    ['web01 neighbour tcp/22', 10, false],
    ['friend neighbour tcp/22', 0, true],
  ])('is what a real packet does: %s', async ([question, exit, arrived], context) => {
    await needsNamespaces(context);
    const { code, stdout, stderr } = await user.run(['trace', ...question.split(' '), '--live', '--json']);
    expect(code, stderr).toBe(exit);
    const { live } = JSON.parse(stdout);
    expect(live).toMatchObject({ how: 'sent', arrived, expected: arrived, proved: true, still: [], unexpected: [] });
    expect(live.counted).toBe(live.rules);
  });

  test('also where somebody typed a rule', async (context) => {
    await needsNamespaces(context);
    const typed = [
      'lab',
      'exec',
      'Sugon02',
      '--',
      'iptables-nft',
      '-I',
      'FORWARD',
      '-s',
      '172.16.15.0/24',
      '-j',
      'DROP',
    ];
    expect((await user.run(typed)).code).toBe(0);
    const { code, stdout } = await user.run(['trace', 'friend', 'vm-oa', 'tcp/22', '--live', '--json']);
    const { reason, live } = JSON.parse(stdout);
    expect([code, reason.code, live.proved]).toEqual([10, 'FOREIGN_RULE', true]);
  });
});
