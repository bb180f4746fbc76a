import {
  type Family,
  type Rule,
  type Ruleset,
  chainPrefix,
  filterTopChain,
  parseSave,
  printRuleText,
  wrappedChain,
} from '../netfilter/index.ts';

/** A rule whose packet counter grew between two dumps. */
export interface MovedRule {
  readonly table: string;
  readonly chain: string;
  /** From 1, as `iptables -L --line-numbers` counts. */
  readonly index: number;
  readonly packets: number;
  /** The rule as iptables-save prints it, without its chain. */
  readonly text: string;
}

/**
 * Rules that met more packets of instances in the later of two `iptables-save -c` dumps, in the order in which a
 * packet meets their chains. A rule that is only in one of them, or
 * whose place changed in between, is compared with the rule of the same text in its chain.
 */
export function movedRules(before: string, after: string, family: Family = 'ipv4'): readonly MovedRule[] {
  const earlier = countsByText(parseSave(before, family).ruleset);
  const moved: MovedRule[] = [];
  for (const { table, chain, index, rule, text } of allRules(parseSave(after, family).ruleset)) {
    const packets = Number(rule.counters?.packets ?? 0n) - (earlier.get(keyOf(table, chain, text)) ?? 0);
    if (packets > 0) moved.push({ table, chain, index, packets, text });
  }
  return inOrderOfWay(moved);
}

/** Rules in the order in which a packet of an instance meets their chains; those of the host's own traffic are left out. */
export function inOrderOfWay(rules: readonly MovedRule[]): readonly MovedRule[] {
  return rules.filter((rule) => !isOfHost(rule.chain)).sort((a, b) => stage(a.chain) - stage(b.chain));
}

const prefix = chainPrefix();

/** The host's own traffic (its agent's, the tunnels') moves these all the time; instances' packets never meet them. */
function isOfHost(chain: string): boolean {
  return ['INPUT', 'OUTPUT', filterTopChain, wrappedChain(prefix, 'OUTPUT'), wrappedChain(prefix, 'local')].includes(
    chain,
  );
}

/** Where in a packet's way a chain is; chains of others come last. */
function stage(chain: string): number {
  const order = ['FORWARD', 'INPUT', 'sg-chain', 'o', 's', 'i', 'sg-fallback'];
  if (chain === 'FORWARD') return -1;
  if (!chain.startsWith(`${prefix}-`)) return order.length;
  const name = chain.slice(prefix.length + 1);
  const exact = order.indexOf(name);
  return exact >= 0 ? exact : order.indexOf(name.slice(0, 1));
}

/** Equal rules of one chain cannot be told apart: the kernel only ever counts on the first. */
function countsByText(ruleset: Ruleset): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { table, chain, rule, text } of allRules(ruleset)) {
    const key = keyOf(table, chain, text);
    if (!counts.has(key)) counts.set(key, Number(rule.counters?.packets ?? 0n));
  }
  return counts;
}

interface Placed {
  readonly table: string;
  readonly chain: string;
  readonly index: number;
  readonly rule: Rule;
  readonly text: string;
}

function* allRules(ruleset: Ruleset): Generator<Placed> {
  for (const table of ruleset.tables.values()) {
    for (const chain of table.chains.values()) {
      for (const [at, rule] of chain.rules.entries()) {
        yield { table: table.name, chain: chain.name, index: at + 1, rule, text: printRuleText(rule) };
      }
    }
  }
}

function keyOf(table: string, chain: string, text: string): string {
  return `${table}\t${chain}\t${text}`;
}
