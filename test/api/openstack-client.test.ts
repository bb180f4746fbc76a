import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { verbs } from '../../src/cli/verbs.ts';
import { runIn } from '../../src/cli/world.suite.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';

// Debian's client, unchanged: it finds the services, logs in and looks names up as it does in any cloud.
const program = '/usr/bin/openstack';
const demoPassword = 'password-of-demo';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe("Debian's openstack client", () => {
  let folder: string;
  let server: RunningServer;
  let admin: Record<string, string>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portreeve-openstack-'));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const made = await runIn(verbs, ['server', 'init', '--data', folder, '--url', url]);
    expect(made.err).toContain('openrc');
    server = await startServer({ dataDir: folder, listen: { host: '127.0.0.1', port } });
    admin = { OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'), OS_CLOUD: 'portreeve' };
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const run = (as: Record<string, string>, line: string) =>
    new Promise<Ran>((resolve) => {
      // Nothing of this machine's own clouds may come in.
      const env = { PATH: '/usr/bin:/bin', HOME: folder, LC_ALL: 'C.UTF-8', ...as };
      execFile(program, line.split(' '), { env, cwd: folder }, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err });
      });
    });
  /** The JSON that a command prints. */
  const ask = async (as: Record<string, string>, line: string) => {
    const { code, out, err } = await run(as, `${line} -f json`);
    expect([line, code, err]).toEqual([line, 0, '']);
    return JSON.parse(out);
  };
  const demo = () => {
    const { auth } = parse(readFileSync(join(folder, 'clouds.yaml'), 'utf8')).clouds.portreeve;
    return {
      OS_AUTH_URL: String(auth.auth_url),
      OS_IDENTITY_API_VERSION: '3',
      OS_USERNAME: 'demo',
      OS_PASSWORD: demoPassword,
      OS_PROJECT_NAME: 'demo',
      OS_USER_DOMAIN_NAME: 'Default',
      OS_PROJECT_DOMAIN_NAME: 'Default',
    };
  };

  test('logs in as the first administrator and makes a project with a user', async (context) => {
    skipWithoutClient(context);
    const token = await ask(admin, 'token issue');
    expect(Object.keys(token).sort()).toEqual(['expires', 'id', 'project_id', 'user_id']);
    const project = await ask(admin, 'project create demo');
    expect(project).toMatchObject({ name: 'demo', domain_id: 'default', enabled: true });
    expect(await ask(admin, `user create --project demo --password ${demoPassword} demo`)).toMatchObject({
      name: 'demo',
    });
    expect(await run(admin, 'role add --project demo --user demo member')).toEqual({ code: 0, out: '', err: '' });
    const [role] = await ask(admin, 'role assignment list --names --user demo');
    expect(role).toMatchObject({ Role: 'member', User: 'demo@Default', Project: 'demo@Default' });
  });

  test('makes the network, the group with its rules and the port of the article', async (context) => {
    skipWithoutClient(context);
    const as = demo();
    const network = await ask(as, 'network create private');
    const subnet = await ask(as, 'subnet create --network private --subnet-range 172.16.0.0/24 private-v4');
    expect(subnet).toMatchObject({ network_id: network.id, gateway_ip: '172.16.0.1', cidr: '172.16.0.0/24' });
    const group = await ask(as, 'security group create test');
    const rule = 'security group rule create --ingress --remote-group default';
    expect(await ask(as, `${rule} --protocol icmp test`)).toMatchObject({ protocol: 'icmp', direction: 'ingress' });
    expect(await ask(as, `${rule} --protocol tcp --dst-port 22 test`)).toMatchObject({
      port_range_min: 22,
      port_range_max: 22,
      security_group_id: group.id,
    });
    const port = await ask(as, 'port create --network private --security-group test vm1');
    expect(port).toMatchObject({ security_group_ids: [group.id], status: 'DOWN', project_id: network.project_id });
    const ports = await ask(as, 'port list --network private');
    expect(ports).toEqual([
      {
        ID: port.id,
        Name: 'vm1',
        'MAC Address': port.mac_address,
        'Fixed IP Addresses': [{ subnet_id: subnet.id, ip_address: '172.16.0.2' }],
        Status: 'DOWN',
      },
    ]);
    const rules = await ask(as, 'security group rule list test');
    expect(rules).toHaveLength(4);
  });

  test('says what is refused, in the words of the server', async (context) => {
    skipWithoutClient(context);
    const as = demo();
    const again = 'security group rule create --ingress --remote-group default --protocol icmp test';
    const refusals = [
      [again, 'ConflictException: 409, Security group rule already exists. Rule id is'],
      ['security group delete test', 'in use.'],
      ['port create --network private --fixed-ip ip-address=10.9.9.9 x', 'is not a valid IP for any of the subnets'],
      ['port show nothing', 'No Port found for nothing'],
      ['network set --share private', 'rule:update_network:shared'],
    ] as const;
    await Promise.all(
      refusals.map(async ([line, words]) => {
        const { code, err } = await run(as, line);
        expect([line, code, err.includes(words) ? words : err]).toEqual([line, 1, words]);
      }),
    );
  });

  test('is let in neither with a wrong password nor to what an administrator does', async (context) => {
    skipWithoutClient(context);
    const wrong = await run({ ...demo(), OS_PASSWORD: 'wrong' }, 'port list');
    expect([wrong.code, wrong.err]).toEqual([
      1,
      expect.stringContaining('The request you have made requires authentication. (HTTP 401)'),
    ]);
    const forbidden = await run(demo(), 'user list');
    expect([forbidden.code, forbidden.err]).toEqual([1, expect.stringContaining('(HTTP 403)')]);
  });

  test('removes what it made', async (context) => {
    skipWithoutClient(context);
    const as = demo();
    for (const line of ['port delete vm1', 'security group delete test', 'network delete private']) {
      expect([line, await run(as, line)]).toEqual([line, { code: 0, out: '', err: '' }]);
    }
    expect(await ask(as, 'port list')).toEqual([]);
  });
});

function skipWithoutClient(context: { skip(note: string): void }): void {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    context.skip('the openstack client is not installed: apt-get install python3-openstackclient');
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
