import type { Flag, Match } from '../../netfilter/index.ts';
import type { Sight } from '../sight.ts';

/** `+` at the end stands for any rest; every other character for itself. No device is the empty name. */
export function deviceMatches(pattern: string, name: string | undefined): boolean {
  return pattern.endsWith('+') ? (name ?? '').startsWith(pattern.slice(0, -1)) : (name ?? '') === pattern;
}

/**
 * `-m physdev` (observed, Linux 6.18, both backends). For a packet that came in by no port of a bridge all that is
 * asked fails and all that is negated holds. For one that did, a leaving port that is not known (PREROUTING, INPUT,
 * routed) fails `--physdev-out` and its negation alike.
 */
export function testPhysdev(match: Extract<Match, { kind: 'physdev' }>, { bridge }: Sight): boolean {
  const flags = [match.isIn, match.isOut, match.isBridged];
  if (!bridge) {
    return !flags.includes('yes') && (match.in?.negated ?? true) && (match.out?.negated ?? true);
  }
  const hasOut = bridge.out !== undefined;
  if (!flagHolds(match.isBridged, hasOut) || !flagHolds(match.isIn, true) || !flagHolds(match.isOut, hasOut)) {
    return false;
  }
  if (match.in && deviceMatches(match.in.name, bridge.in) === match.in.negated) return false;
  return !match.out || (hasOut && deviceMatches(match.out.name, bridge.out) !== match.out.negated);
}

function flagHolds(flag: Flag, is: boolean): boolean {
  return flag === 'absent' || (flag === 'yes') === is;
}
