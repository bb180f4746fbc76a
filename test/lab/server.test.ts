import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { stateFolder } from '../../src/lab/index.ts';
import { type LabUser, labUser } from './portreeve.ts';
import { needsNamespaces } from './reality.ts';

const users: LabUser[] = [];
afterEach(async () => {
  for (const user of users.splice(0)) await user.clean();
});

interface Body {
  readonly [key: string]: Body;
}

test('the server of a lab starts instances, sends packets between them and ends them', {
  timeout: 120_000,
}, async (context) => {
  await needsNamespaces(context);
  const user = labUser();
  users.push(user);
  const up = await user.run(['lab', 'up', '--hosts', '2']);
  expect(up.code, up.stderr).toBe(0);
  const folder = stateFolder({ XDG_STATE_HOME: user.stateHome });
  const client = createClient({
    endpoint: `unix:${folder.apiSocket}`,
    token: readFileSync(folder.token, 'utf8').trim(),
  });
  const call = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) =>
    (await client.request(method, `/portreeve/v1/${path}`, body)).body as Body;

  const { lab } = await call('GET', 'lab');
  expect(lab).toEqual({
    simulated: null,
    hosts: ['Sugon01', 'Sugon02'],
    images: [
      { name: 'plain', port: null },
      { name: 'ssh', port: 22 },
      { name: 'web', port: 80 },
      { name: 'database', port: 5432 },
    ],
    instances: [],
  });

  const { instance } = await call('POST', 'lab/instances', { name: 'web1', image: 'web', host: 'Sugon02' });
  expect(instance).toMatchObject({
    name: 'web1',
    image: 'web',
    host: 'Sugon02',
    security_groups: ['default'],
    dumps: { before: 'before-web1', after: 'after-web1' },
  });
  const chainsIn = async (name: string) =>
    String((await call('GET', `hosts/Sugon02/dumps/${name}`))['ipv4']).match(/^:neutron-linuxbri-[ios][\da-f]{8}/gm)
      ?.length ?? 0;
  expect([await chainsIn('before-web1'), await chainsIn('after-web1')]).toEqual([0, 3]);

  await call('POST', 'lab/instances', { name: 'a', host: 'Sugon01' });
  const probe = async (service: string) =>
    (await call('POST', 'lab/probe', { from: 'a', to: 'web1', service }))['probe'];
  // Members of the default group reach each other; what runs in the instance answers for itself.
  expect(await probe('tcp/80')).toMatchObject({ verdict: 'allowed', how: 'sent', sent: 1 });
  const page = await user.run([
    'lab',
    'exec',
    'a',
    '--',
    'busybox',
    'nc',
    '-w',
    '2',
    String(instance?.['fixed_ips']?.[0]),
    '80',
  ]);
  expect(page.stdout).toBe('HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nweb1\r\n');
  const { body } = await client.request('GET', '/v2.0/security-group-rules?direction=ingress');
  for (const { id } of (body as { security_group_rules: { id: string }[] }).security_group_rules) {
    await client.request('DELETE', `/v2.0/security-group-rules/${id}`);
  }
  const { revision } = await client.request('POST', '/v2.0/security-groups', { security_group: { name: 'later' } });
  await call('GET', `hosts/Sugon02/wait?revision=${revision}`);
  expect(await probe('tcp/80')).toMatchObject({ verdict: 'dropped', how: 'sent' });

  await call('DELETE', 'lab/instances/web1');
  const left = (await call('GET', 'lab'))['lab']?.['instances'] as unknown as readonly Body[];
  expect(left.map(({ name }) => name)).toEqual(['a']);
});
