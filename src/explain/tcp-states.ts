import type { TcpFlag } from './packet.ts';

/** State of a TCP connection, as `conntrack -L` names it. */
export type TcpState =
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT'
  | 'CLOSE_WAIT'
  | 'LAST_ACK'
  | 'TIME_WAIT'
  | 'CLOSE'
  | 'SYN_SENT2';

export type TcpKind = 'SYN' | 'SYN,ACK' | 'FIN' | 'ACK' | 'RST' | 'none';

/** What conntrack takes a segment for: the first of its flags in this order that it has. */
export function tcpKind(flags: readonly TcpFlag[]): TcpKind {
  if (flags.includes('RST')) return 'RST';
  if (flags.includes('SYN')) return flags.includes('ACK') ? 'SYN,ACK' : 'SYN';
  if (flags.includes('FIN')) return 'FIN';
  return flags.includes('ACK') ? 'ACK' : 'none';
}

type States = ReadonlySet<TcpState>;
const states = (...some: readonly TcpState[]): States => new Set(some);
const opening = states('SYN_SENT', 'SYN_SENT2');

/** States in which a segment does not fit, by the way that it goes; what is absent always fits. */
const invalid: { readonly [way in 'original' | 'reply']: { readonly [kind in TcpKind]?: States } } = {
  original: {
    'SYN,ACK': states('SYN_SENT', 'ESTABLISHED', 'FIN_WAIT', 'CLOSE_WAIT', 'LAST_ACK', 'TIME_WAIT', 'CLOSE'),
    FIN: opening,
    ACK: opening,
  },
  reply: {
    SYN: states('SYN_RECV', 'ESTABLISHED', 'FIN_WAIT', 'CLOSE_WAIT', 'LAST_ACK', 'CLOSE'),
    FIN: opening,
  },
};

/** Whether conntrack calls a segment of a known connection INVALID for its kind alone (observed, Linux 6.18). */
export function tcpIsInvalid(state: TcpState, flags: readonly TcpFlag[], isReply: boolean): boolean {
  return invalid[isReply ? 'reply' : 'original'][tcpKind(flags)]?.has(state) ?? false;
}

/** A SYN over a connection that has ended: the entry goes, and the SYN opens another. */
export function tcpOpensAnew(state: TcpState, flags: readonly TcpFlag[], isReply: boolean): boolean {
  if (tcpKind(flags) !== 'SYN') return false;
  return state === 'TIME_WAIT' || (state === 'CLOSE' && !isReply);
}
