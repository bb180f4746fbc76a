import { afterEach, describe, expect, test } from 'vitest';
import { PortreeveError } from '../../model/index.ts';
import { type Bench, openBench } from '../bench.suite.ts';
import type { Lab, LabInstance } from './lab.ts';

const instance: LabInstance = {
  name: 'vm2',
  image: 'web',
  host: 'Sugon04',
  port_id: 'e68040f5-c3a1-4b6f-9c61-4f3a2f0d1e5b',
  tap: 'tape68040f5-c3',
  mac_address: 'fa:16:3e:00:00:07',
  fixed_ips: ['172.16.15.31'],
  network_id: '4e700000-0000-4000-8000-000000000001',
  security_groups: ['test'],
};
const end = { name: 'vm2', host: 'Sugon04', address: '172.16.15.31' };

/** A lab that notes what it is asked, and refuses what it is told to. */
function notingLab(refusal?: PortreeveError) {
  const asked: unknown[] = [];
  const answer = async <T>(ask: unknown, value: T): Promise<T> => {
    asked.push(ask);
    if (refusal) throw refusal;
    return value;
  };
  const lab: Lab = {
    status: () =>
      answer('status', {
        simulated: null,
        hosts: ['Sugon04'],
        images: [{ name: 'web', port: 80 }],
        instances: [instance],
      }),
    launch: (wish) => answer(wish, { ...instance, dumps: { before: 'before-vm2', after: 'after-vm2' } }),
    delete: (name) => answer({ delete: name }, undefined),
    probe: (...probe) => answer(probe, { verdict: 'dropped', how: 'sent', from: end, to: end, sent: 1, moved: [] }),
  };
  return { lab, asked };
}

const calls = [
  ['GET', '/portreeve/v1/lab', undefined],
  ['POST', '/portreeve/v1/lab/instances', { name: 'vm2' }],
  ['DELETE', '/portreeve/v1/lab/instances/vm2', undefined],
  ['POST', '/portreeve/v1/lab/probe', { from: 'a', to: 'b', service: 'icmp' }],
] as const;

let bench: Bench;
afterEach(() => bench.close());

describe('a server of a lab', () => {
  test('says so, starts and ends instances and sends packets', async () => {
    const { lab, asked } = notingLab();
    bench = await openBench({ lab });
    const wish = { name: 'vm2', image: 'web', security_groups: ['test'], network: 'oa', host: 'Sugon04' };
    const answers = [
      await bench.call('GET', '/portreeve/v1/lab'),
      await bench.call('POST', '/portreeve/v1/lab/instances', wish),
      await bench.call('DELETE', '/portreeve/v1/lab/instances/vm2'),
      await bench.call('POST', '/portreeve/v1/lab/probe', { from: 'web01', to: 'vm2', service: 'tcp/22' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 204, 200]);
    expect(asked).toEqual(['status', wish, { delete: 'vm2' }, ['web01', 'vm2', 'tcp/22']]);
    expect(answers[1]?.body['instance']).toEqual({
      ...instance,
      dumps: { before: 'before-vm2', after: 'after-vm2' },
    });
    expect(answers[3]?.body['probe']).toMatchObject({ verdict: 'dropped', how: 'sent' });
  });

  test('is asked by administrators only, and only for what it knows', async () => {
    const { lab, asked } = notingLab();
    bench = await openBench({ lab });
    for (const [method, path, body] of calls) {
      expect((await bench.call(method, path, body, { as: 'demo' })).status).toBe(403);
      expect((await bench.call(method, path, body, { as: undefined })).status).toBe(401);
    }
    const wrong = [
      ['instances', {}],
      ['instances', { name: '' }],
      ['instances', { name: 'x'.repeat(41) }],
      ['instances', { name: 'vm2', security_groups: 'test' }],
      ['instances', { name: 'vm2', identity: { id: 'x', mac: 'y' } }],
      ['probe', { from: 'a', to: 'b' }],
      ['probe', { from: 'a', to: 'b', service: 22 }],
    ] as const;
    for (const [path, body] of wrong) {
      expect((await bench.call('POST', `/portreeve/v1/lab/${path}`, body)).status).toBe(400);
    }
    expect(asked).toEqual([]);
  });

  test.each([
    [new PortreeveError('LAB_NAME_TAKEN', { name: 'vm2' }), 409, 'LAB_NAME_TAKEN'],
    [new PortreeveError('LAB_NO_SUCH_OBJECT', { name: 'oa' }), 404, 'LAB_NO_SUCH_OBJECT'],
    [new PortreeveError('LAB_NOT_RUNNING'), 503, 'LAB_NOT_RUNNING'],
    [
      new PortreeveError(
        'API_ERROR',
        { message: 'taken', type: 'IpAddressAlreadyAllocated' },
        { details: { status: 409, type: 'IpAddressAlreadyAllocated', message: 'taken' } },
      ),
      409,
      'IpAddressAlreadyAllocated',
    ],
  ])('gives its refusals on: %s', async (refusal, status, type) => {
    bench = await openBench({ lab: notingLab(refusal).lab });
    const answer = await bench.call('POST', '/portreeve/v1/lab/instances', { name: 'vm2' });
    expect([answer.status, answer.body['NeutronError']?.['type']]).toEqual([status, type]);
  });
});

test('any other server says that it is of no lab', async () => {
  bench = await openBench();
  expect((await bench.call('GET', '/portreeve/v1/lab')).body).toEqual({ lab: null });
  for (const [method, path, body] of calls.slice(1)) {
    const answer = await bench.call(method, path, body);
    expect([answer.status, answer.body['NeutronError']?.['type']]).toEqual([404, 'LAB_NOT_HERE']);
  }
});
