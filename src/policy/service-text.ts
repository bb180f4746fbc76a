import { protocolText } from '../model/index.ts';
import { type NumberRange, type ServiceSet, everyService, isEqual } from './service-set.ts';

/** "tcp/22", "udp/8000-8010", "icmp/8", "icmp/3/4", "gre", "any"; what is not in a set is said by "any but". */
export function serviceTexts(set: ServiceSet): readonly string[] {
  if (isEqual(set, everyService)) return ['any'];
  const named = [...set.by]
    .sort(([a], [b]) => rank(a) - rank(b))
    .flatMap(([protocol, ranges]) => rangesText(protocol, set.rest ? gapsOf(ranges) : ranges));
  return set.rest ? [`any but ${named.join(' ')}`] : named;
}

/** TCP, UDP and ICMP before the others, which come by number. */
function rank(protocol: number): number {
  const first = [6, 17, 1, 58].indexOf(protocol);
  return first < 0 ? protocol + 4 : first;
}

function rangesText(protocol: number, ranges: readonly NumberRange[]): readonly string[] {
  const name = nameOf(protocol);
  const isIcmp = protocol === 1 || protocol === 58;
  return ranges.map(([first, last]) => {
    if (first === 0 && last === 65_535) return name;
    if (!isIcmp) return first === last ? `${name}/${first}` : `${name}/${first}-${last}`;
    const [type, code] = [first >> 8, first & 255];
    if (first === last) return `${name}/${type}/${code}`;
    if (code === 0 && (last & 255) === 255) {
      return first >> 8 === last >> 8 ? `${name}/${type}` : `${name}/${type}-${last >> 8}`;
    }
    return `${name}/${type}/${code}-${last >> 8}/${last & 255}`;
  });
}

function nameOf(protocol: number): string {
  return protocol === 58 ? 'icmpv6' : protocolText(protocol);
}

function gapsOf(ranges: readonly NumberRange[]): readonly NumberRange[] {
  const out: NumberRange[] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (first > next) out.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= 65_535) out.push([next, 65_535]);
  return out;
}
