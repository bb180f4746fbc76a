import type { Direction } from '../conntrack.ts';

/** What raw says of how conntrack is to take a packet. Zone `mark`: the number is the packet's mark. */
export interface Tracking {
  readonly zone: number | 'mark';
  /** The zone holds in one direction only. Absent: in both. */
  readonly of?: Direction;
  readonly notrack: boolean;
}

/** `-j CT` in every form. What it says besides (a helper, events) is nothing that rules can ask for. */
export function trackingOf(text: string): Tracking {
  if (/(?:^| )--notrack(?: |$)/.test(text)) return { zone: 0, notrack: true };
  const found = /(?:^| )--zone(?:-(orig|reply))? (mark|[0-9]{1,5})(?: |$)/.exec(text);
  if (!found) return { zone: 0, notrack: false };
  const [, way, zone] = found;
  return {
    zone: zone === 'mark' ? 'mark' : Number(zone),
    ...(way !== undefined && { of: way === 'orig' ? ('original' as const) : ('reply' as const) }),
    notrack: false,
  };
}
