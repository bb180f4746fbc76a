import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { PortreeveError } from '../model/index.ts';
import { instanceNetns } from './instance.ts';
import type { MovedRule } from './moved-rules.ts';
import { inNetns, programEnvironment, run, runOk } from './run.ts';
import { until } from './until.ts';

export interface ProbeRequest {
  /** Names of instances. */
  readonly from: string;
  readonly to: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** For tcp and udp. */
  readonly port?: number;
}

export interface ProbeResult {
  readonly verdict: 'allowed' | 'dropped';
  /** A packet went over the wire, or rules were walked through in memory. */
  readonly how: 'sent' | 'evaluated';
  readonly from: ProbeEnd;
  readonly to: ProbeEnd;
  /** How many packets of the question were sent: a SYN that was lost on a busy machine is sent again. */
  readonly sent: number;
  /** Rules whose packet counter grew, on the host of the sender and on that of the receiver. */
  readonly moved: readonly { readonly host: string; readonly rules: readonly MovedRule[] }[];
}

export interface ProbeEnd {
  readonly name: string;
  readonly host: string;
  readonly address: string;
}

/** Shorter than a second, after which the kernel repeats a SYN: one question, one packet. */
const patienceMs = 900;

/** What one packet did. */
export interface Sent {
  readonly arrived: boolean;
  readonly packets: number;
}

/** Sends one real packet from one instance to another and says whether it came through. */
export function sendProbe(request: ProbeRequest, address: string): Promise<Sent> {
  switch (request.protocol) {
    case 'icmp':
      return sendEcho(request, address);
    case 'tcp':
      return sendSyn(request, address, portOf(request));
    case 'udp':
      return sendDatagram(request, address, portOf(request));
  }
}

async function sendEcho(request: ProbeRequest, address: string): Promise<Sent> {
  const { code } = await run('busybox', ['ping', '-c', '1', '-W', '1', address], {
    netns: instanceNetns(request.from),
  });
  return { arrived: code === 0, packets: 1 };
}

async function sendSyn(request: ProbeRequest, address: string, port: number): Promise<Sent> {
  const source = instanceNetns(request.from);
  const stopListening = await listen(instanceNetns(request.to), port);
  try {
    const before = await snmp(source);
    const { code, stderr } = await run('busybox', ['nc', '-w', '1', address, String(port), '-e', 'true'], {
      netns: source,
      timeoutMs: patienceMs,
    });
    const after = await snmp(source);
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    // A refusal is an answer too: the packet came through, and nobody was in.
    return {
      arrived: code === 0 || /refused/.test(stderr),
      packets: grown('Tcp.ActiveOpens') + grown('Tcp.RetransSegs'),
    };
  } finally {
    stopListening();
  }
}

async function sendDatagram(request: ProbeRequest, address: string, port: number): Promise<Sent> {
  const target = instanceNetns(request.to);
  const received = async () => {
    const counters = await snmp(target);
    return (counters.get('Udp.InDatagrams') ?? 0) + (counters.get('Udp.NoPorts') ?? 0);
  };
  const before = await received();
  await run('bash', ['-c', `echo portreeve > /dev/udp/${address}/${port}`], { netns: instanceNetns(request.from) });
  const arrived = await until(async () => (await received()) > before, {
    what: 'a datagram',
    limitMs: patienceMs,
    everyMs: 50,
  }).then(
    () => true,
    () => false,
  );
  return { arrived, packets: 1 };
}

/** Something that answers at the port, unless the instance has it already; gives the way to stop it. */
async function listen(netns: string, port: number): Promise<() => void> {
  const [program, ...args] = inNetns(netns, ['busybox', 'nc', '-l', '-p', String(port), '-e', 'true']);
  const child = spawn(program, args, { stdio: 'ignore', env: programEnvironment() });
  let ended = false;
  child.on('error', () => {
    ended = true;
  });
  child.on('exit', () => {
    ended = true;
  });
  await until(() => ended || isListening(child.pid ?? 0, port), { what: 'a listener', limitMs: 5000 });
  return () => child.kill('SIGKILL');
}

function isListening(pid: number, port: number): boolean {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return ['tcp', 'tcp6'].some((name) => {
    try {
      const lines = readFileSync(`/proc/${pid}/net/${name}`, 'utf8').split('\n');
      // Columns: slot, local address, remote address, state; 0A is "listening".
      return lines.some((line) => line.includes(local) && / 0A /.test(line));
    } catch {
      return false;
    }
  });
}

/** Counters of a network namespace's own IP stack: "Tcp.ActiveOpens" -> 3. */
async function snmp(netns: string): Promise<ReadonlyMap<string, number>> {
  const lines = (await runOk('cat', ['/proc/net/snmp'], { netns })).trim().split('\n');
  const counters = new Map<string, number>();
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const names = (lines[i] ?? '').split(' ');
    const values = (lines[i + 1] ?? '').split(' ');
    const group = (names[0] ?? '').replace(':', '');
    names.slice(1).forEach((name, at) => counters.set(`${group}.${name}`, Number(values[at + 1])));
  }
  return counters;
}

function portOf(request: ProbeRequest): number {
  if (request.port === undefined) throw new PortreeveError('LAB_BAD_PROBE', { text: request.protocol });
  return request.port;
}

/** "tcp/22" or "icmp". Throws LAB_BAD_PROBE. */
export function parseProbe(text: string): Pick<ProbeRequest, 'protocol' | 'port'> {
  if (text === 'icmp') return { protocol: 'icmp' };
  const match = /^(tcp|udp)\/([1-9][0-9]{0,4})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match || port > 65535) throw new PortreeveError('LAB_BAD_PROBE', { text });
  return { protocol: match[1] === 'udp' ? 'udp' : 'tcp', port };
}
