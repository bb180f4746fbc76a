import { type PortId, PortreeveError, type SecurityGroupId, type SecurityGroupRuleId } from '../../../model/index.ts';
import {
  type Chain,
  type ChainName,
  type Match,
  type Rule,
  type Target,
  printRuleText,
} from '../../../netfilter/index.ts';
import type { Provenance } from '../../layout.ts';

/** Why a rule is there. In a port's own chains the port goes without saying. */
export type Origin =
  | { readonly kind: 'securityGroupRule'; readonly rule: SecurityGroupRuleId; readonly group: SecurityGroupId }
  | Omit<Extract<Provenance, { kind: 'antiSpoof' }>, 'port'>
  | Extract<Provenance, { kind: 'scaffold' }>;

/** A rule on its way into a chain. Lines that many ports have alike are one object. */
export interface Line {
  /**
   * The rule as Neutron's agent would write it, before iptables brings it into its own spelling. Neutron drops equal
   * texts, so `-s 10.9.9.9/8` and `-s 10.0.0.0/8` stay two rules although they come out alike.
   */
  readonly text: string;
  readonly rule: Rule;
  readonly origins: readonly Origin[];
}

/** A chain, and the line behind each of its rules. */
export interface FilledChain {
  readonly chain: Chain;
  readonly lines: readonly Line[];
}

export function line(matches: readonly Match[], target: Target, origin: Origin, text?: string): Line {
  const rule = { matches, target };
  return { text: text ?? printRuleText(rule), rule, origins: [origin] };
}

/** Of lines with equal text the last stays, as in Neutron's tables; it has the reasons of all of them. */
export function fillChain(name: ChainName, lines: readonly Line[]): FilledChain {
  return filled(name, areDistinct(lines) ? lines : firstOfEqual(lines.toReversed()).toReversed());
}

/** A chain of a port: of lines with equal text in the middle, which are those of its groups, the first stays. */
export function fillPortChain(
  name: ChainName,
  start: readonly Line[],
  middle: readonly Line[],
  end: readonly Line[],
): FilledChain {
  const lines = start.concat(middle, end);
  // Equal lines are rare: they are looked for once, in the whole, and not in the middle first.
  return areDistinct(lines) ? filled(name, lines) : fillChain(name, start.concat(firstOfEqual(middle), end));
}

function filled(name: ChainName, lines: readonly Line[]): FilledChain {
  return { chain: { name, policy: null, rules: lines.map((each) => each.rule) }, lines };
}

/** The first of equal lines has the reasons of all of them. */
function firstOfEqual(lines: readonly Line[]): readonly Line[] {
  const kept = new Map<string, Line>();
  for (const each of lines) {
    const first = kept.get(each.text);
    kept.set(each.text, first ? { ...first, origins: [...first.origins, ...each.origins] } : each);
  }
  return [...kept.values()];
}

function areDistinct(lines: readonly Line[]): boolean {
  const texts = new Set<string>();
  for (const each of lines) texts.add(each.text);
  return texts.size === lines.length;
}

/** The whole reason, for a chain that belongs to a port or to none. */
export function provenance(origin: Origin, port: PortId | undefined): Provenance {
  if (origin.kind === 'scaffold') {
    const of = origin.port ?? port;
    return of === undefined ? origin : { ...origin, port: of };
  }
  if (port === undefined)
    throw new PortreeveError('INTERNAL', { reason: `a rule of kind ${origin.kind} without a port` });
  return { ...origin, port };
}
