import { oneLayer, type DumpedHost } from '../../ask/index.ts';
import type { RuleRef } from '../../explain/index.ts';
import { type Family, printRuleText } from '../../netfilter/index.ts';
import type { Context } from '../context.ts';

/** "rule 3 of sg-chain", with the table where it is not filter. */
export function ruleWords({ table, chain, rule }: RuleRef, { say }: Pick<Context, 'say'>): string {
  const place = table === 'filter' ? chain : `${table} ${chain}`;
  return rule === 0 ? say('questions.policyOf', { chain: place }) : say('questions.ruleOf', { rule, chain: place });
}

/** Several rules, those of one chain together: "rules 1, 2 of sg-chain". */
export function rulesWords(refs: readonly RuleRef[], call: Pick<Context, 'say'>): string {
  const chains = new Map<string, RuleRef[]>();
  for (const ref of refs) {
    const key = `${ref.table} ${ref.chain}`;
    const own = chains.get(key);
    if (own) own.push(ref);
    else chains.set(key, [ref]);
  }
  return [...chains.values()]
    .map((own) => {
      const [first, second] = own;
      if (first === undefined) return '';
      if (second === undefined) return ruleWords(first, call);
      const place = first.table === 'filter' ? first.chain : `${first.table} ${first.chain}`;
      return call.say('questions.rulesOf', { rules: own.map(({ rule }) => rule).join(', '), chain: place });
    })
    .join(', ');
}

/** The rule as iptables-save has it, or its policy. */
export function ruleText(host: DumpedHost, family: Family, { table, chain, rule }: RuleRef): string {
  const found = oneLayer(host, family).rulesets[family].tables.get(table)?.chains.get(chain);
  const known = found?.rules[rule - 1];
  return known ? printRuleText(known) : (found?.policy ?? '');
}
