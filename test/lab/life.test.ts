import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type LabUser, labUser } from './portreeve.ts';
import { needsNamespaces } from './reality.ts';

const users: LabUser[] = [];
function someone(uid?: number): LabUser {
  const user = labUser(uid);
  users.push(user);
  return user;
}
afterEach(async () => {
  for (const user of users.splice(0)) await user.clean();
});

const recordOf = (user: LabUser) => JSON.parse(readFileSync(join(user.stateHome, 'portreeve/lab/lab.json'), 'utf8'));

async function until(condition: () => boolean, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms`);
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
}

const commandOf = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
};

describe('the life of a lab', () => {
  test('killed in the middle of the story, it is cleaned up by the next', { timeout: 180_000 }, async (context) => {
    await needsNamespaces(context);
    const user = someone();
    const killed = await user.run(['lab', '--yes'], {
      seen: (output, kill) => {
        if (output.includes(' 4/8')) kill();
      },
    });
    expect(killed.code).toBe(-1);
    // The teller is gone, the lab is not; now its keeper goes the same way.
    expect((await user.run(['lab', 'status'])).code).toBe(0);
    process.kill(recordOf(user).keeper.pid, 'SIGKILL');
    await until(() => user.processes().length === 0, 10_000);
    expect((await user.run(['lab', 'status'])).code).toBe(6);
    const again = await user.run(['lab', 'up', '--hosts', '2']);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout).toBe(
      'Portreeve lab · real kernel (private namespaces, nft) · 2 hosts: Sugon01..Sugon02\nThe lab is up. Leave with: portreeve lab down\n',
    );
    expect((await user.run(['lab', 'down'])).code).toBe(0);
    expect(readdirSync(user.stateHome)).toEqual([]);
    expect(user.processes()).toEqual([]);
  });

  test('it ends by itself when its folder is gone, as nobody could find it any more', async (context) => {
    await needsNamespaces(context);
    const user = someone();
    expect((await user.run(['lab', 'up', '--hosts', '2'])).code).toBe(0);
    rmSync(join(user.stateHome, 'portreeve'), { recursive: true });
    await until(() => user.processes().length === 0, 20_000);
  });

  test('an agent that is killed is started again', async (context) => {
    await needsNamespaces(context);
    const user = someone();
    expect((await user.run(['lab', 'up', '--hosts', '2'])).code).toBe(0);
    const kill = 'for p in $(ip netns pids Sugon02); do ! grep -qzx agent /proc/$p/cmdline || kill -9 $p; done';
    const killed = await user.run(['lab', 'exec', 'Sugon02', '--', 'sh', '-c', kill]);
    expect(killed.code, killed.stderr).toBe(0);
    const launched = await user.run(['lab', 'launch', 'vm', '--host', 'Sugon02']);
    expect(launched.code, launched.stderr).toBe(0);
  });

  test('a server that is killed stops no packet and lets none in; the hosts catch up when it is back', {
    timeout: 120_000,
  }, async (context) => {
    await needsNamespaces(context);
    const user = someone();
    const ran = async (...args: string[]) => {
      const { code, stdout, stderr } = await user.run(args);
      expect(code, `portreeve ${args.join(' ')}\n${stderr}`).toBe(0);
      return stdout;
    };
    await ran('lab', 'up', '--hosts', '2');
    await ran('sg', 'create', 'open');
    await ran('sg', 'rule', 'add', 'open', '--ingress', 'icmp', '--from', 'default');
    await ran('lab', 'launch', 'a', '--host', 'Sugon01');
    await ran('lab', 'launch', 'b', '--host', 'Sugon02', '--group', 'open');
    const b = /172\.16\.15\.\d+/.exec(await ran('port', 'show', 'b'))?.[0] ?? '';
    await ran('lab', 'exec', 'b', '--', 'sh', '-c', 'busybox nc -ll -p 8080 -e true >/dev/null 2>&1 </dev/null &');

    const pings = user.run(['lab', 'exec', 'a', '--', 'busybox', 'ping', '-i', '0.05', '-c', '120', '-w', '30', b]);
    const servers = user.processes().filter((pid) => commandOf(pid).join(' ').includes(' server run'));
    expect(servers.length).toBeGreaterThan(0);
    for (const pid of servers) process.kill(pid, 'SIGKILL');
    const knock = ['lab', 'exec', 'a', '--', 'busybox', 'nc', '-w', '1', b, '8080'];
    expect((await user.run(knock)).code).not.toBe(0);
    expect((await pings).stdout).toContain('120 packets transmitted, 120 packets received, 0% packet loss');

    const answers = async () => (await user.run(['sg', 'list'])).code === 0;
    const limit = performance.now() + 20_000;
    while (!(await answers())) expect(performance.now()).toBeLessThan(limit);
    await ran('sg', 'rule', 'add', 'open', '--ingress', 'tcp/8080', '--from', 'default');
    let opened = false;
    while (!opened && performance.now() < limit) opened = (await user.run(knock)).code === 0;
    expect(opened).toBe(true);
  });

  test('an ordinary user has one too', { timeout: 180_000 }, async (context) => {
    await needsNamespaces(context);
    if (process.getuid?.() !== 0) context.skip('these tests run as an ordinary user already');
    const user = someone(65_534);
    const { code, stdout, stderr } = await user.run(['lab', '--yes']);
    expect(stderr).toBe('');
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('real kernel');
    expect((await user.run(['lab', 'down'])).code).toBe(0);
    expect(readdirSync(user.stateHome)).toEqual([]);
    expect(user.processes()).toEqual([]);
  });

  test('without namespaces the story is evaluated, and says so', { timeout: 120_000 }, async () => {
    const user = someone();
    const env = { PORTREEVE_LAB_SIMULATE: '1' };
    const { code, stdout } = await user.run(['lab', '--yes', '--lang', 'en'], { env });
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/^Portreeve lab · simulated kernel \(PORTREEVE_LAB_SIMULATE=1\) · 4 hosts/);
    expect(stdout).toContain('Evaluated, not sent');
    expect(stdout).not.toMatch(/[Ss]ent for real|counter \+|DHCP/);
    const probe = await user.json(['lab', 'probe', 'web01', 'vm-oa', 'tcp/443']).catch(() => undefined);
    expect(probe).toBeUndefined();
    const dropped = await user.run(['lab', 'probe', 'web01', 'vm-oa', 'tcp/443', '--json'], { env });
    expect(dropped.code).toBe(10);
    expect(JSON.parse(dropped.stdout)).toMatchObject({ verdict: 'dropped', how: 'evaluated' });
    const exec = await user.run(['lab', 'exec', 'vm-oa', '--', 'true'], { env });
    expect(exec.stderr).toContain('The lab is simulated');
    expect((await user.run(['lab', 'down'], { env })).code).toBe(0);
    expect(user.processes()).toEqual([]);
    expect(existsSync(join(user.stateHome, 'portreeve'))).toBe(false);
  });

  test('bad wishes are refused before anything is started', async () => {
    const user = someone();
    expect((await user.run(['lab', '--hosts', '1'])).code).toBe(2);
    expect((await user.run(['lab', '--hosts', 'many'])).code).toBe(2);
    expect((await user.run(['lab', '--step', '9'])).code).toBe(2);
    expect((await user.run(['lab', '--backend', 'bpf'])).code).toBe(2);
    expect((await user.run(['lab', 'probe', 'a', 'b', 'tcp'])).code).toBe(2);
    const run = await user.run(['lab', 'up'], { env: { XDG_STATE_HOME: '/run/portreeve-test' } });
    expect(run.stderr).toContain('the lab has a /run of its own');
    expect(readdirSync(user.stateHome)).toEqual([]);
  });
});
