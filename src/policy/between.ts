import type { BoundPort } from '../model/index.ts';
import { type ServiceSet, intersection, noService } from './service-set.ts';
import type { Side } from './sides.ts';
import type { IpFamily } from './traits.ts';
import type { PolicyViews } from './view.ts';

/** All names in sides that were not seen yet. */
export function namesIn(sides: readonly Side[], seen: Set<Side>, into: Set<string>): void {
  for (const side of sides) {
    if (seen.has(side)) continue;
    seen.add(side);
    for (const [name] of side.named) into.add(name);
  }
}

/** What lets new connections pass from one port to another, by the rules of both. */
export function servicesBetween(
  { views, passing, peersOf }: PolicyViews,
  state: number,
  from: BoundPort,
  to: BoundPort,
  family: IpFamily,
): ServiceSet {
  const view = views[state];
  if (view === undefined) return noService;
  const [out, into] = [view.sideOf(from, 'egress', family), view.sideOf(to, 'ingress', family)];
  const names = new Set<string>();
  namesIn([out, into], new Set(), names);
  const peers = peersOf(names);
  const [sender, receiver] = [peers(from, family), peers(to, family)];
  if (sender === undefined || receiver === undefined) return noService;
  return intersection(passing(out, receiver), passing(into, sender));
}
