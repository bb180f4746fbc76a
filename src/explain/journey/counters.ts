import { filterTopChain } from '../../netfilter/index.ts';
import type { RuleRef } from '../trace.ts';
import { rulesMet } from '../trace.ts';
import type { HostPass, Journey } from './journey.ts';

/** A rule of one host. */
export interface HostRule extends RuleRef {
  readonly host: string;
}

/** What counters say of an evaluated way, after a packet took it. */
export interface CounterCheck {
  /** Rules that should have counted the packet, and how many of them did. */
  readonly rules: number;
  readonly counted: number;
  /** Rules that should have counted and did not. */
  readonly still: readonly HostRule[];
  /** Rules of the ports' own chains that counted although the packet, its answer and what follows do not meet them. */
  readonly unexpected: readonly HostRule[];
}

/**
 * Holds an evaluated way against the rules whose packet counters grew while a packet took it. `after`: the answer and what
 * follows, which may have come as well. In chains that all ports share others' packets count too, so only the ports' own
 * chains can show a rule that should not have counted.
 */
export function checkCounters(
  first: Journey,
  after: readonly Journey[],
  moved: ReadonlyMap<string, readonly RuleRef[]>,
): CounterCheck {
  const way = refsOf(first.passes.filter(({ step }) => step !== 'tunnel'));
  const allowed = new Set([...way, ...after.flatMap(({ passes }) => refsOf(passes))].map(keyOf));
  const isMoved = new Set([...moved].flatMap(([host, refs]) => refs.map((ref) => keyOf({ ...ref, host }))));
  const still = way.filter((rule) => !isMoved.has(keyOf(rule)));
  const unexpected = [...moved].flatMap(([host, refs]) =>
    refs
      .map((ref): HostRule => ({ host, table: ref.table, chain: ref.chain, rule: ref.rule }))
      .filter((rule) => !allowed.has(keyOf(rule)) && isOfPorts(rule, first.passes)),
  );
  return { rules: way.length, counted: way.length - still.length, still, unexpected };
}

/**
 * Rules of table filter that a packet of an instance counts in. What every packet of the host passes as well, and what has
 * no counter of its own to look at (policies), is left out.
 */
function refsOf(passes: readonly HostPass[]): readonly HostRule[] {
  return passes.flatMap(({ host, pass }) =>
    rulesMet(pass.trace)
      .filter(({ table, chain, rule }) => table === 'filter' && rule > 0 && !sharedWithHost.has(chain))
      .map((ref) => ({ host, ...ref })),
  );
}

const sharedWithHost: ReadonlySet<string> = new Set(['INPUT', 'OUTPUT', filterTopChain]);

/** Whether a rule stands in a chain of the port that the packet of the pass comes from or goes to. */
function isOfPorts({ host, table, chain }: HostRule, passes: readonly HostPass[]): boolean {
  return passes.some(({ host: name, pass }) => {
    const { role, devices } = pass.map.chain(pass.packet.family, table, chain);
    const isPortChain = role === 'ingress' || role === 'egress' || role === 'sources';
    const ends = [pass.packet.physdevIn, pass.packet.physdevOut];
    return name === host && isPortChain && devices.some((device) => ends.includes(device));
  });
}

function keyOf({ host, table, chain, rule }: HostRule): string {
  return `${host} ${table} ${chain} ${rule}`;
}
