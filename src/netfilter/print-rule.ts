import { printMatch } from './match/table.ts';
import type { ChainName, Counters, Rule } from './ruleset.ts';
import { printTarget } from './target-text.ts';

/** `-A CHAIN ...`, as iptables-save prints the rule, without counters. */
export function printRule(chain: ChainName, rule: Rule): string {
  const text = printRuleText(rule);
  return text === '' ? `-A ${chain}` : `-A ${chain} ${text}`;
}

/** The rule without the chain: what comes after `-A CHAIN`, `-I CHAIN 3`. */
export function printRuleText(rule: Rule): string {
  let text = '';
  for (const match of rule.matches) text += text === '' ? printMatch(match) : ` ${printMatch(match)}`;
  if (rule.target === null) return text;
  return text === '' ? printTarget(rule.target) : `${text} ${printTarget(rule.target)}`;
}

/** "[packets:bytes]" */
export function printCounters(counters: Counters): string {
  return `[${counters.packets}:${counters.bytes}]`;
}
