import type { Flag, Match, Target } from '../../../netfilter/index.ts';

/** Parts of rules, in the form in which iptables-save prints them. */

export const accept: Target = { kind: 'accept' };
export const drop: Target = { kind: 'drop' };
export const giveBack: Target = { kind: 'return' };

export function jump(chain: string): Target {
  return { kind: 'jump', chain };
}

export function source(cidr: string): Match {
  return { kind: 'source', cidr, negated: false };
}

export function destination(cidr: string): Match {
  return { kind: 'destination', cidr, negated: false };
}

export function protocol(name: string): Match {
  return { kind: 'protocol', protocol: name, negated: false };
}

export function ports(
  module: 'tcp' | 'udp' | 'sctp' | 'dccp',
  { from, to }: { readonly from?: number; readonly to?: number } = {},
): Match {
  return { kind: 'ports', module, source: single(from), destination: single(to), rest: '' };
}

export function multiport(first: number, last: number): Match {
  return { kind: 'multiport', side: 'destination', ranges: [{ first, last }], negated: false };
}

export function icmp(module: 'icmp' | 'icmp6', type: number | null, code: number | null = null): Match {
  return { kind: 'icmp', module, type, code, negated: false };
}

export function state(...states: readonly string[]): Match {
  return { kind: 'state', states, negated: false };
}

export function mac(address: string): Match {
  return { kind: 'mac', address, negated: false };
}

export function inSet(name: string, side: 'src' | 'dst'): Match {
  return { kind: 'set', name, flags: [side], negated: false, rest: '' };
}

/** A packet that the bridge hands from or to the device. */
export function bridged(side: 'in' | 'out', device: string): Match {
  return physdev(side, device, 'yes');
}

export function physdev(side: 'in' | 'out', device: string, isBridged: Flag = 'absent'): Match {
  const name = { name: device, negated: false };
  return {
    kind: 'physdev',
    in: side === 'in' ? name : null,
    out: side === 'out' ? name : null,
    isIn: 'absent',
    isOut: 'absent',
    isBridged,
  };
}

function single(port: number | undefined) {
  return port === undefined ? null : { first: port, last: port, negated: false };
}
