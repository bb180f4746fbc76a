import type { TcpFlag } from '../packet.ts';

/** Flags as bits, in the order of the header; ECE and CWR are asked for by no rule that is understood. */
const bits: readonly TcpFlag[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

/** Number of combinations. */
export const flagSets = 1 << bits.length;

export function flagsOf(number: number): readonly TcpFlag[] {
  return bits.filter((_, bit) => ((number >> bit) & 1) === 1);
}

export function flagsNumber(flags: readonly TcpFlag[]): number {
  return bits.reduce((number, flag, bit) => (flags.includes(flag) ? number | (1 << bit) : number), 0);
}
