import type { Target } from '../netfilter/index.ts';
import type { Packet } from './packet.ts';
import { type MarkChange, connmarkChange, markChange } from './target-effect/marks.ts';
import { type Hops, hopChange, tosChange } from './target-effect/header.ts';
import { type Tracking, trackingOf } from './target-effect/tracking.ts';

/** What a target that is no verdict and no jump does to the walk. */
export type Effect =
  | { readonly kind: 'goOn' }
  | { readonly kind: 'marks'; readonly change: MarkChange }
  | { readonly kind: 'ttl'; readonly ttl: Hops }
  | { readonly kind: 'tos'; readonly tos: (tos: number | undefined) => number | undefined }
  | { readonly kind: 'packet'; readonly change: (packet: Packet) => Packet }
  /** How conntrack will take the packet, said in raw; the first that says it decides. */
  | { readonly kind: 'track'; readonly tracking: Tracking }
  /** Members come into sets or go out of them. */
  | { readonly kind: 'sets'; readonly names: readonly string[] }
  /** Ends the nat table; the addresses that come after are others. */
  | { readonly kind: 'rewrite' }
  /** User space, or a target that the evaluator does not know, decides. */
  | { readonly kind: 'open'; readonly question: string; readonly answers: readonly OpenAnswer[] };

export type OpenAnswer = 'goOn' | 'accept' | 'drop';

/** Targets that let the packet go on to the next rule and change nothing that later rules ask for. */
const harmless: ReadonlySet<string> = new Set([
  'LOG',
  'NFLOG',
  'ULOG',
  'TRACE',
  'AUDIT',
  'RATEEST',
  'TEE',
  'IDLETIMER',
  'CHECKSUM',
  'CLASSIFY',
  'TCPOPTSTRIP',
  'SECMARK',
  'CONNSECMARK',
  'LED',
]);

const rewriting: ReadonlySet<string> = new Set(['DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP', 'SAME']);

const goOn: Effect = { kind: 'goOn' };

/** Effect of a target that the model keeps word for word. */
export function effectOf({ name, text }: Extract<Target, { kind: 'other' }>): Effect {
  if (harmless.has(name)) return goOn;
  if (rewriting.has(name)) return { kind: 'rewrite' };
  const known = effects.get(name)?.(text);
  return known ?? open(name, text);
}

const effects: ReadonlyMap<string, (text: string) => Effect> = new Map<string, (text: string) => Effect>([
  ['MARK', (text) => ({ kind: 'marks', change: markChange(text) })],
  ['CONNMARK', (text) => ({ kind: 'marks', change: connmarkChange(text) })],
  // A hash of the flow.
  ['HMARK', () => ({ kind: 'marks', change: ({ connmark }) => ({ mark: undefined, connmark }) })],
  ['TTL', (text) => ({ kind: 'ttl', ttl: hopChange(text) })],
  ['HL', (text) => ({ kind: 'ttl', ttl: hopChange(text) })],
  ['TOS', (text) => ({ kind: 'tos', tos: tosChange(text) })],
  ['DSCP', (text) => ({ kind: 'tos', tos: tosChange(text) })],
  ['ECN', (text) => ({ kind: 'packet', change: (packet) => withoutEcn(packet, text) })],
  // It can add the option to a segment that has none, which makes it longer.
  ['TCPMSS', () => ({ kind: 'packet', change: withoutLength })],
  ['CT', (text) => ({ kind: 'track', tracking: trackingOf(text) })],
  ['NOTRACK', () => ({ kind: 'track', tracking: { zone: 0, notrack: true } })],
  [
    'SET',
    (text) => ({ kind: 'sets', names: [...text.matchAll(/--(?:add|del|map)-set (\S+)/g)].map((m) => m[1] ?? '') }),
  ],
]);

function open(name: string, text: string): Effect {
  const question = `-j ${name} ${text}`.trimEnd();
  // With a bypass the packet goes on where no program listens. TPROXY drops what finds no socket.
  const ends = name === 'TPROXY' || ((name === 'NFQUEUE' || name === 'QUEUE') && !text.includes('--queue-bypass'));
  return { kind: 'open', question, answers: ends ? ['accept', 'drop'] : ['goOn', 'accept', 'drop'] };
}

function withoutLength(packet: Packet): Packet {
  const { length: _, ...rest } = packet;
  return rest;
}

function withoutEcn(packet: Packet, text: string): Packet {
  if (!text.includes('--ecn-tcp-remove') || !packet.tcpFlags) return packet;
  return { ...packet, tcpFlags: packet.tcpFlags.filter((flag) => flag !== 'ECE' && flag !== 'CWR') };
}
