import type { HostLayer } from '../../explain/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { DumpedHost } from './dumped-host.ts';

/**
 * The only layer that has rules of a family, for questions that are asked of one ruleset; a family without rules has
 * an empty one. Throws TWO_RULESETS.
 */
export function oneLayer({ layers }: Pick<DumpedHost, 'layers'>, family: Family): HostLayer {
  const own = layers.filter(({ shown }) => shown.has(family));
  if (own.length > 1) {
    const backends = own.map(({ backend }) => backend ?? '?').join(', ');
    throw new PortreeveError('TWO_RULESETS', { count: own.length, family, backends });
  }
  const layer = own[0] ?? layers[0];
  if (!layer) throw new RangeError('a host without a layer');
  return layer;
}
