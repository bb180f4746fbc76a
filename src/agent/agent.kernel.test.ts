import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Namespace, describeInNamespace, openNamespace } from '../../test/kernel/namespace.ts';
import type { HostReport } from '../wire/index.ts';

const root = resolve(import.meta.dirname, '../..');
const group = '5ec00000-0000-4000-8000-000000000001';
const friends = '5ec00000-0000-4000-8000-000000000002';
const network = '4e70a1b2-c3d4-4000-8000-000000000001';

/** Letters name the port, its tap, its namespace and the end of its address: a is 10.0.0.10. */
const letters = ['a', 'b', 'c', 'd'] as const;
type Letter = (typeof letters)[number];

const portId = (letter: Letter) => `${letter.repeat(8)}-aaaa-4000-8000-000000000001`;
const tapOf = (letter: Letter) => `tap${portId(letter).slice(0, 11)}`;
const addressOf = (letter: Letter) => `10.0.0.${Number.parseInt(letter, 16)}`;
const macOf = (letter: Letter) => `fa:16:3e:00:00:0${letter}`;

function stateFile(ports: readonly Letter[], openPort = 22) {
  return {
    host: 'h',
    ports: ports.map((letter) => ({
      id: portId(letter),
      network_id: network,
      mac_address: macOf(letter),
      fixed_ips: [{ subnet_id: network, ip_address: addressOf(letter) }],
      security_groups: [letter === 'b' ? friends : group],
      device_owner: 'compute:nova',
      admin_state_up: true,
    })),
    security_groups: [
      {
        id: group,
        name: 'group',
        security_group_rules: [
          rule(1, { direction: 'egress' }),
          rule(2, {
            direction: 'ingress',
            protocol: 'tcp',
            port_range_min: 22,
            port_range_max: 22,
            remote_group_id: friends,
          }),
          rule(3, { direction: 'ingress', protocol: 'tcp', port_range_min: openPort, port_range_max: openPort }),
        ].slice(0, openPort === 22 ? 2 : 3),
      },
      { id: friends, name: 'friends', security_group_rules: [rule(4, { direction: 'egress' })] },
    ],
  };
}

function rule(n: number, more: object) {
  return { id: `12340000-0000-4000-8000-00000000000${n}`, ethertype: 'IPv4', ...more };
}

interface Counts {
  readonly answered: number;
  readonly failed: number;
}

/** A program inside the namespace whose lines of JSON are read as they come. */
class Program<Line> {
  readonly child: ChildProcess;
  readonly lines: Line[] = [];

  constructor(child: ChildProcess, stream: 'stdout' | 'stderr') {
    this.child = child;
    const source = child[stream];
    if (!source) throw new Error('the program has no output');
    createInterface({ input: source }).on('line', (line) => {
      if (line.startsWith('{')) this.lines.push(JSON.parse(line) as Line);
    });
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

type LogLine = { readonly event: string } & Partial<HostReport>;

async function until<T>(get: () => T | undefined | false, limitMs = 20_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = get();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${get.toString()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

for (const backend of ['nft', 'legacy'] as const) {
  describeInNamespace(`an agent on ${backend}, killed under traffic`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'portreeve-agent-'));
    const path = join(folder, 'state.json');
    let host: Namespace;
    let running: Program<unknown>[] = [];
    let agent: Program<LogLine>;

    const write = (state: unknown) => writeFileSync(path, JSON.stringify(state));
    const save = (command: string) =>
      host
        .shell(`${command}-${backend}-save -c`)
        .split('\n')
        .filter((line) => line.startsWith('['));

    function inside<Line>(stream: 'stdout' | 'stderr', command: string, ...args: string[]): Program<Line> {
      const program = new Program<Line>(host.start(command, ...args), stream);
      running.push(program);
      return program;
    }

    function startAgent(): Program<LogLine> {
      const run = ['agent', 'run', '--host', 'h', '--state', path, '--backend', backend, '--run-dir', '/run/portreeve'];
      return inside('stderr', process.execPath, join(root, 'bin/portreeve.js'), ...run);
    }

    const traffic = (letter: Letter, ...args: string[]) =>
      inside<Counts>(
        'stdout',
        'ip',
        'netns',
        'exec',
        letter,
        process.execPath,
        join(root, 'test/kernel/traffic.js'),
        ...args,
      );

    const reported = (program: Program<LogLine>, letter: Letter) =>
      program.lines.findLast(({ event }) => event === 'report')?.ports?.[portId(letter)]?.status;

    beforeAll(async () => {
      host = await openNamespace();
      for (const letter of ['a', 'b', 'c'] as const) {
        host.shell(`
          ip netns add ${letter}
          ip link add ${tapOf(letter)} type veth peer name eth0 address ${macOf(letter)} netns ${letter}
          ip -n ${letter} link set lo up
          ip -n ${letter} address add ${addressOf(letter)}/24 dev eth0
          ip -n ${letter} link set eth0 up`);
      }
      host.shell(`
        iptables-${backend} -N somebody
        iptables-${backend} -A somebody -s 192.0.2.1 -j DROP
        iptables-${backend} -A FORWARD -j somebody`);
      write(stateFile(['a', 'b', 'c', 'd']));
      agent = startAgent();
      await until(() => reported(agent, 'a') === 'enforced');
    });

    afterAll(async () => {
      for (const program of running) await program.kill();
      running = [];
      await host?.close();
      rmSync(folder, { recursive: true });
    });

    test('a port whose tap is not there is said to be missing, and the others are enforced', () => {
      expect(letters.map((letter) => reported(agent, letter))).toEqual(['enforced', 'enforced', 'enforced', 'missing']);
    });

    test('allowed traffic goes on and refused traffic stays refused, whenever the agent dies and comes back', async () => {
      const server = traffic('a', 'serve', '22');
      await until(() => server.lines.length > 0);
      const knocking = traffic('b', 'knock', addressOf('a'), '22');
      await until(() => (knocking.lines.at(-1)?.answered ?? 0) > 0);
      const holding = traffic('b', 'hold', addressOf('a'), '22');
      const stranger = traffic('c', 'knock', addressOf('a'), '22');
      await until(() => (holding.lines.at(-1)?.answered ?? 0) > 5 && (stranger.lines.at(-1)?.failed ?? 0) > 0);
      const failedBefore = knocking.lines.at(-1)?.failed ?? 0;

      // Dies at rest, then at more and more moments of an apply that changes rules of all ports.
      for (const [round, delay] of [undefined, 0, 40, 80, 120, 200].entries()) {
        if (delay !== undefined) {
          write(
            stateFile(round % 2 === 0 ? ['a', 'b', 'c', 'd'] : ['a', 'b', 'c'], round % 2 === 0 ? 22 : 8000 + round),
          );
          await new Promise((done) => setTimeout(done, 50 + delay));
        }
        await agent.kill();
        const held = holding.lines.at(-1)?.answered ?? 0;
        const knocked = knocking.lines.at(-1)?.answered ?? 0;
        const refused = stranger.lines.at(-1)?.failed ?? 0;
        await until(
          () =>
            (holding.lines.at(-1)?.answered ?? 0) > held + 3 &&
            (knocking.lines.at(-1)?.answered ?? 0) > knocked &&
            (stranger.lines.at(-1)?.failed ?? 0) > refused,
        );
        agent = startAgent();
        await until(() => reported(agent, 'a') === 'enforced');
      }
      expect(holding.lines.at(-1)?.failed).toBe(0);
      expect(knocking.lines.at(-1)?.failed).toBe(failedBefore);
      expect(stranger.lines.at(-1)?.answered).toBe(0);
    });

    test('an agent that comes back changes nothing that is right: counters go on', async () => {
      write(stateFile(['a', 'b', 'c', 'd']));
      await until(() => reported(agent, 'd') === 'missing');
      await agent.kill();
      const before = ['iptables', 'ip6tables'].map(save);
      agent = startAgent();
      await until(() => reported(agent, 'd') === 'missing');
      const after = ['iptables', 'ip6tables'].map(save);
      const rules = (lines: readonly string[]) => lines.map((line) => line.slice(line.indexOf(']') + 2));
      const packets = (lines: readonly string[]) => lines.map((line) => Number(/^\[(\d+)/.exec(line)?.[1]));
      expect(after.map(rules)).toEqual(before.map(rules));
      for (const [family, lines] of before.entries()) {
        const now = packets(after[family] ?? []);
        expect(packets(lines).filter((count, index) => count > (now[index] ?? -1))).toEqual([]);
      }
      expect(before.flatMap(packets).filter((count) => count > 0).length).toBeGreaterThan(5);
      expect(agent.lines.filter(({ event }) => event === 'applied')).toEqual([]);
    });

    test('what belongs to somebody else is as it was', () => {
      expect(host.shell(`iptables-${backend} -S somebody`)).toBe('-N somebody\n-A somebody -s 192.0.2.1/32 -j DROP\n');
      expect(host.shell(`iptables-${backend} -S FORWARD`).trim().split('\n').at(-1)).toBe('-A FORWARD -j somebody');
    });

    test('what a revoked rule let in is cut, also if the agent dies before it got to that', async () => {
      write(stateFile(['a', 'b', 'c', 'd'], 2222));
      await until(() => host.shell(`iptables-${backend}-save`).includes('--dport 2222'));
      const server = traffic('a', 'serve', '2222');
      await until(() => server.lines.length > 0);
      const holding = traffic('c', 'hold', addressOf('a'), '2222');
      await until(() => (holding.lines.at(-1)?.answered ?? 0) > 5);
      await agent.kill();
      write(stateFile(['a', 'b', 'c', 'd']));
      agent = startAgent();
      await until(() => !host.shell(`iptables-${backend}-save`).includes('--dport 2222'));
      await until(() => reported(agent, 'a') === 'enforced');
      const held = holding.lines.at(-1)?.answered ?? 0;
      await new Promise((done) => setTimeout(done, 500));
      expect(holding.lines.at(-1)?.answered).toBeLessThanOrEqual(held + 1);
    });

    test('a second agent in the same namespace is refused', async () => {
      const second = startAgent();
      await once(second.child, 'exit');
      expect(second.child.exitCode).toBe(1);
    });
  });
}
