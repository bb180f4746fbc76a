import type { BoundPort } from '../../../model/index.ts';
import { zoneKey } from '../../layout.ts';

/** Lower ones are left to the router, which counts from below. */
const firstZone = 4097;
const lastZone = 65_535;

/**
 * Gives each network of the ports a conntrack zone, in the order of the ports. A network keeps its number; a new one
 * gets the next above the highest. When the numbers run out, gaps are used, then numbers of networks that have no port
 * here any more (`stillHere`: all ports that count).
 */
export function assignZones(
  zones: ReadonlyMap<string, number>,
  ports: Iterable<BoundPort>,
  stillHere: Iterable<BoundPort>,
): ReadonlyMap<string, number> {
  const keys = new Set<string>();
  for (const port of ports) {
    const key = zoneKey(port.networkId);
    if (!zones.has(key)) keys.add(key);
  }
  if (keys.size === 0) return zones;
  let given = new Map(zones);
  let highest = 0;
  for (const number of given.values()) highest = Math.max(highest, number);
  for (const key of keys) {
    if (highest < lastZone) {
      highest = Math.max(highest + 1, firstZone);
      given.set(key, highest);
      continue;
    }
    const gap = firstGap(given);
    if (gap !== undefined) {
      given.set(key, gap);
      continue;
    }
    const here = new Set([...stillHere].map((port) => zoneKey(port.networkId)));
    given = new Map([...given].filter(([known]) => here.has(known)));
    // More networks on one host than there are zones: the last one is shared, which is what is left to do.
    given.set(key, firstGap(given) ?? lastZone);
    highest = 0;
    for (const number of given.values()) highest = Math.max(highest, number);
  }
  return given;
}

function firstGap(zones: ReadonlyMap<string, number>): number | undefined {
  const used = new Set(zones.values());
  for (let number = firstZone; number <= lastZone; number += 1) if (!used.has(number)) return number;
  return undefined;
}
