import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { labUser } from './portreeve.ts';
import { needsNamespaces } from './reality.ts';

const storyLimitMs = 60_000;
const user = labUser();
afterAll(() => user.clean());

const network = () => [
  execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' }),
  execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' }),
];

describe('portreeve lab', () => {
  const before = network();

  test('tells the whole story by itself, and all of it holds', { timeout: 120_000 }, async (context) => {
    await needsNamespaces(context);
    const { code, stdout, stderr, firstLineMs, ms } = await user.run(['lab', '--yes', '--backend', 'nft']);
    expect(stderr).toBe('');
    expect(code, stdout).toBe(0);
    expect(firstLineMs).toBeLessThan(2000);
    expect(ms).toBeLessThan(storyLimitMs);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('Portreeve lab · real kernel (private namespaces, nft) · 4 hosts: Sugon01..Sugon04');
    expect(lines.filter((line) => /^ [1-8]\/8 /.test(line)).map((line) => line.slice(1, 4))).toEqual(
      ['1', '2', '3', '4', '5', '6', '7', '8'].map((n) => `${n}/8`),
    );
    expect(stdout).not.toContain('✗');
    expect(stdout).toMatch(/vm-in-default → vm-oa {2}tcp\/22 {2}ACCEPTED .* = test: SSH from default, counter \+1/);
    expect(stdout).toMatch(/web01 {9}→ vm-oa {2}tcp\/22 {2}DROPPED .*sg-fallback = .*, counter \+1/);
    expect(stdout).toMatch(/5 pings to vm-oa and back: FORWARD \+10, INPUT \+0, OUTPUT \+0/);
    expect(stdout).toMatch(/From `portreeve sg rule` to enforced on Sugon04: median \d+ ms of 11/);
  });

  test('can be asked about its hosts and instances', async (context) => {
    await needsNamespaces(context);
    const status = await user.json(['lab', 'status']);
    expect(status).toMatchObject({
      simulated: null,
      hosts: [1, 2, 3, 4].map((n) => ({ name: `Sugon0${n}`, address: `10.88.0.${10 + n}`, agent: 'up' })),
    });
    const { instances } = status as {
      instances: { name: string; host: string; addresses: string[]; groups: string[] }[];
    };
    expect(instances.map(({ name, host, addresses, groups }) => ({ name, host, addresses, groups }))).toEqual([
      { name: 'vm-in-default', host: 'Sugon01', addresses: ['172.16.15.30'], groups: ['default'] },
      { name: 'web01', host: 'Sugon02', addresses: ['172.16.15.40'], groups: ['web'] },
      { name: 'vm-oa', host: 'Sugon04', addresses: ['172.16.15.31'], groups: ['test'] },
    ]);
  });

  test('runs commands in instances and on hosts, and ends as they do', async (context) => {
    await needsNamespaces(context);
    const address = await user.run(['lab', 'exec', 'vm-oa', '--', 'ip', '-4', '-o', 'address', 'show', 'eth0']);
    expect(address.stdout).toContain('inet 172.16.15.31/24');
    expect((await user.run(['lab', 'exec', 'Sugon04', '--', 'iptables-nft', '-S', 'FORWARD'])).stdout).toContain(
      '-A FORWARD -j neutron-linuxbri-FORWARD',
    );
    expect((await user.run(['lab', 'exec', 'vm-oa', '--', 'sh', '-c', 'exit 7'])).code).toBe(7);
    const nobody = await user.run(['lab', 'exec', 'vm-none', '--', 'true']);
    expect(nobody.code).toBe(3);
    expect(nobody.stderr).toContain('There is no instance vm-none in the lab');
  });

  test('a rule that is added from another shell lets packets in', async (context) => {
    await needsNamespaces(context);
    expect((await user.run(['lab', 'probe', 'web01', 'vm-oa', 'tcp/80'])).code).toBe(10);
    expect((await user.run(['lab', 'probe', 'web01', 'vm-oa', 'udp/53'])).code).toBe(10);
    for (const service of ['tcp/80', 'udp/53']) {
      const added = await user.run(['sg', 'rule', 'add', 'test', '--ingress', service, '--from', 'web']);
      expect(added.code, added.stderr).toBe(0);
    }
    const until = performance.now() + 10_000;
    let ran = await user.run(['lab', 'probe', 'web01', 'vm-oa', 'udp/53']);
    while (ran.code !== 0 && performance.now() < until)
      ran = await user.run(['lab', 'probe', 'web01', 'vm-oa', 'udp/53']);
    expect(ran.code, ran.stdout).toBe(0);
    const probe = await user.json(['lab', 'probe', 'web01', 'vm-oa', 'tcp/80']);
    expect(probe).toMatchObject({ verdict: 'allowed', how: 'sent', sent: 1 });
    const { moved } = probe as { moved: { host: string; rules: { why?: string; packets: number }[] }[] };
    expect(moved.map(({ host }) => host)).toEqual(['Sugon02', 'Sugon04']);
    expect(moved[1]?.rules.find(({ why }) => why === 'test: HTTP from web')).toMatchObject({ packets: 1 });
  });

  test('launches and removes instances, two on one host too', { timeout: 120_000 }, async (context) => {
    await needsNamespaces(context);
    const launched = await user.json(['lab', 'launch', 'vm-b', '--group', 'default', '--host', 'Sugon01']);
    expect(launched).toMatchObject({ name: 'vm-b', host: 'Sugon01', groups: ['default'] });
    expect((await user.run(['lab', 'probe', 'vm-in-default', 'vm-b', 'tcp/22'])).code).toBe(0);
    expect((await user.run(['lab', 'probe', 'web01', 'vm-b', 'icmp'])).code).toBe(10);
    expect((await user.run(['lab', 'launch', 'vm-b'])).stderr).toContain('The name vm-b is taken');
    expect((await user.run(['lab', 'launch', 'no good'])).code).toBe(2);
    expect((await user.run(['lab', 'launch', 'vm-c', '--host', 'Sugon09'])).stderr).toContain(
      'There is no host Sugon09',
    );
    expect((await user.run(['lab', 'launch', 'vm-c', '--group', 'none'])).stderr).toContain('nothing called none');
    expect((await user.run(['lab', 'delete', 'vm-b'])).code).toBe(0);
    expect((await user.run(['lab', 'probe', 'web01', 'vm-b', 'icmp'])).code).toBe(3);
    expect((await user.run(['lab', 'exec', 'Sugon01', '--', 'ip', '-o', 'link'])).stdout).not.toContain(
      (launched as { tap: string }).tap,
    );
  });

  test('a second one replaces the first, here with the legacy tools', { timeout: 120_000 }, async (context) => {
    await needsNamespaces(context);
    const { code, stdout } = await user.run(['lab', '--yes', '--backend', 'legacy']);
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('A lab is running already');
    expect(stdout).toContain('real kernel (private namespaces, legacy)');
    expect(stdout).toMatch(/All \d+ claims held/);
  });

  test('down leaves no process, namespace, interface or file behind', async (context) => {
    await needsNamespaces(context);
    expect(user.processes().length).toBeGreaterThan(0);
    const { code, stdout } = await user.run(['lab', 'down']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'The lab is gone.\n' });
    expect(user.processes()).toEqual([]);
    expect(network()).toEqual(before);
    expect(readdirSync(user.stateHome)).toEqual([]);
    expect((await user.run(['lab', 'down'])).stdout).toBe('There was no lab.\n');
    const { code: gone, stderr } = await user.run(['lab', 'status']);
    expect(gone).toBe(6);
    expect(stderr).toContain('No lab is running');
  });
});
