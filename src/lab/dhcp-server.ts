import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { PortreeveError } from '../model/index.ts';
import { inNetns, ip, programEnvironment, runOk } from './run.ts';
import { runFolder } from './underlay.ts';
import { until } from './until.ts';

export interface DhcpServerOptions {
  readonly networkId: string;
  /** First 11 characters of the DHCP port's id name its interfaces, as on a network node. */
  readonly portId: string;
  readonly mac: string;
  readonly address: string;
  /** IPv4 prefix of the subnet. */
  readonly cidr: string;
  readonly mtu: number;
  /** Namespace of the host that the port is bound to. */
  readonly hostNetns: string;
}

export interface Lease {
  readonly mac: string;
  readonly address: string;
  readonly name: string;
}

/** A real dnsmasq behind a tap, which gives each port the address that the API says. */
export interface DhcpServer {
  readonly networkId: string;
  /** Whom it answers from now on. */
  setLeases(leases: readonly Lease[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startDhcpServer(options: DhcpServerOptions): Promise<DhcpServer> {
  const netns = `qdhcp-${options.networkId}`;
  const suffix = options.portId.slice(0, 11);
  const device = `ns-${suffix}`;
  const folder = `${runFolder}/${netns}`;
  const [base = '', length = '24'] = options.cidr.split('/');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string) => `${folder}/${name}`;

  await runOk('ip', ['netns', 'add', netns]);
  await ip(
    [
      `link add tap${suffix} mtu ${options.mtu} type veth peer name ${device} address ${options.mac} mtu ${options.mtu} netns ${netns}`,
      `link set tap${suffix} up`,
    ],
    { netns: options.hostNetns },
  );
  await ip(['link set lo up', `addr add ${options.address}/${length} dev ${device}`, `link set ${device} up`], {
    netns,
  });
  writeFileSync(file('hosts'), '');
  writeFileSync(file('log'), '');

  const [program, ...args] = inNetns(netns, [
    'dnsmasq',
    // In the foreground, and without a change of user: the lab's user namespace may have no other.
    '--no-daemon',
    '--user=root',
    '--conf-file=/dev/null',
    '--port=0',
    '--bind-interfaces',
    `--interface=${device}`,
    '--except-interface=lo',
    `--dhcp-range=${base},static,${netmask(Number(length))},86400s`,
    `--dhcp-hostsfile=${file('hosts')}`,
    `--dhcp-leasefile=${file('leases')}`,
    `--pid-file=${file('pid')}`,
    `--log-facility=${file('log')}`,
    '--dhcp-authoritative',
    '--no-ping',
    // No router: instances of a network reach each other and nobody else.
    '--dhcp-option=3',
    `--dhcp-option=26,${options.mtu}`,
  ]);
  const child: ChildProcess = spawn(program, args, { stdio: 'ignore', env: programEnvironment() });
  const failed = new Promise<never>((_, reject) => {
    child.on('error', (cause) =>
      reject(new PortreeveError('PROGRAM_MISSING', { program: 'dnsmasq', package: 'dnsmasq-base' }, { cause })),
    );
    child.on('exit', () => reject(new PortreeveError('LAB_DHCP_SERVER_FAILED', { reason: lastLine(file('log')) })));
  });
  failed.catch(() => {});
  const reads = () => occurrences(file('log'), `read ${file('hosts')}`);
  await Promise.race([failed, until(() => reads() > 0, { what: 'dnsmasq', limitMs: 10_000 })]);

  return {
    networkId: options.networkId,
    setLeases: async (leases) => {
      const before = reads();
      writeFileSync(file('hosts'), leases.map((l) => `${l.mac},${l.address},${l.name}\n`).join(''));
      child.kill('SIGHUP');
      await Promise.race([failed, until(() => reads() > before, { what: 'dnsmasq', limitMs: 10_000 })]);
    },
    stop: async () => {
      child.kill('SIGKILL');
      await runOk('ip', ['netns', 'del', netns]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function netmask(length: number): string {
  const bits = length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}

function occurrences(path: string, text: string): number {
  return readFileSync(path, 'utf8').split(text).length - 1;
}

function lastLine(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) ?? '';
}
