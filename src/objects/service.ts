import { PortreeveError } from '../model/index.ts';
import { isIcmp } from './rule.ts';

/** What "tcp/22" says, in the API's own names. */
export interface Service {
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
}

/**
 * Reads what a rule lets through: "tcp/22", "udp/8000-8010", "tcp", "icmp", "icmp/8", "icmp/8/0", "any", or a
 * protocol by its number. Throws BAD_SERVICE. Which protocols there are is the server's to say.
 */
export function parseService(text: string): Service {
  const [protocol = '', ...rest] = text.toLowerCase().split('/');
  if (!/^[a-z0-9][a-z0-9-]*$/.test(protocol)) throw bad(text);
  if (protocol === 'any') {
    if (rest.length > 0) throw bad(text);
    return { protocol: null, port_range_min: null, port_range_max: null };
  }
  if (isIcmp(protocol)) return { protocol, ...icmpParts(rest, text) };
  return { protocol, ...portParts(rest, text) };
}

function icmpParts(rest: readonly string[], text: string): Omit<Service, 'protocol'> {
  const [type, code] = rest.map((part) => number(part, 255, text));
  if (rest.length > 2) throw bad(text);
  return { port_range_min: type ?? null, port_range_max: code ?? null };
}

function portParts(rest: readonly string[], text: string): Omit<Service, 'protocol'> {
  const [range] = rest;
  if (range === undefined) return { port_range_min: null, port_range_max: null };
  const ends = range.split('-').map((part) => number(part, 65535, text));
  const [min, max = min] = ends;
  if (rest.length > 1 || ends.length > 2 || min === undefined || max === undefined || min > max) throw bad(text);
  return { port_range_min: min, port_range_max: max };
}

function number(part: string, max: number, text: string): number {
  const value = /^\d{1,5}$/.test(part) ? Number(part) : Number.NaN;
  if (!(value <= max)) throw bad(text);
  return value;
}

function bad(text: string): PortreeveError {
  return new PortreeveError('BAD_SERVICE', { text });
}
