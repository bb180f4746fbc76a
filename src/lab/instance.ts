import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { PortreeveError } from '../model/index.ts';
import { tapName } from '../netfilter/index.ts';
import { type Image, programOf } from './images.ts';
import { inNetns, ip, programEnvironment, run, runOk } from './run.ts';
import { runFolder } from './underlay.ts';

/** An instance: a network namespace with one card, whose other end is the tap on its host. */
export interface Plug {
  readonly name: string;
  readonly portId: string;
  readonly mac: string;
  readonly mtu: number;
  readonly hostNetns: string;
}

export function instanceNetns(name: string): string {
  return `instance-${name}`;
}

/** Makes the instance and its tap. The tap is left to the agent of the host, which wires it once it is filtered. */
export async function plugInstance(plug: Plug): Promise<void> {
  const netns = instanceNetns(plug.name);
  const tap = tapName(plug.portId);
  await runOk('ip', ['netns', 'add', netns]);
  await ip(
    [
      `link add ${tap} mtu ${plug.mtu} type veth peer name eth0 address ${plug.mac} mtu ${plug.mtu} netns ${netns}`,
      `link set ${tap} up`,
    ],
    { netns: plug.hostNetns },
  );
  await ip(['link set lo up', 'link set eth0 up'], { netns });
}

/** The kernel takes the tap away with the instance's end of it. */
export async function unplugInstance(plug: Pick<Plug, 'name' | 'portId' | 'hostNetns'>): Promise<void> {
  const netns = instanceNetns(plug.name);
  const pids = (await runOk('ip', ['netns', 'pids', netns])).split('\n').filter(Boolean).map(Number);
  for (const pid of pids) killIfThere(pid);
  // Before the namespace: that one goes only when its last process has gone.
  await run('ip', ['link', 'del', tapName(plug.portId)], { netns: plug.hostNetns });
  await runOk('ip', ['netns', 'del', netns]);
}

/** Asks the network for the instance's address, as its operating system would. */
export async function obtainAddress(name: string, expected: string): Promise<void> {
  const ran = await run(
    'busybox',
    ['udhcpc', '-i', 'eth0', '-n', '-q', '-f', '-t', '8', '-T', '1', '-O', 'mtu', '-s', leaseScript],
    { netns: instanceNetns(name), timeoutMs: 20_000 },
  );
  const lease = /lease of (\S+) obtained/.exec(ran.stderr + ran.stdout)?.[1];
  if (lease === undefined) throw new PortreeveError('LAB_NO_LEASE', { name, expected });
  if (lease !== expected) throw new PortreeveError('LAB_WRONG_LEASE', { name, expected, lease });
}

const leaseScript = `${runFolder}/lease`;

/** The script that udhcpc calls; once per lab. */
export function writeLeaseScript(): void {
  writeFileSync(
    leaseScript,
    '#!/bin/sh\n[ "$1" != bound ] || ip address replace "$ip/$mask" broadcast + dev "$interface"\n',
    { mode: 0o700 },
  );
}

/** IPv6 addresses are set by hand: the lab has no router to announce a prefix. */
export async function setAddress(name: string, address: string, length: string): Promise<void> {
  await ip([`addr add ${address}/${length} dev eth0 nodad`], { netns: instanceNetns(name) });
}

/** Starts what the instance is there for. It ends with the instance. */
export function runImage(name: string, image: Image): void {
  const command = programOf(image, name);
  if (command === undefined) return;
  const [program, ...args] = inNetns(instanceNetns(name), command);
  // A program that does not start leaves its port closed, which who knocks is told.
  spawn(program, args, { stdio: 'ignore', env: programEnvironment() }).on('error', () => {});
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
