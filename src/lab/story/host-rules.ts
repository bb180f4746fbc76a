import { type Ruleset, type Table, chainPrefix, filterTopChain, parseSave, printRule } from '../../netfilter/index.ts';

/** Table filter of a host, as far as it is ours. */
export interface HostRules {
  readonly chains: readonly string[];
  /** Rules that are ours: all of our chains, and the jumps to them. */
  readonly rules: readonly string[];
}

export function hostRules(dump: string): HostRules {
  const table = filterTable(parseSave(dump, 'ipv4').ruleset);
  if (!table) return { chains: [], rules: [] };
  const isOurs = (chain: string) => chain === filterTopChain || chain.startsWith(`${chainPrefix()}-`);
  const chains = [...table.chains.keys()].filter(isOurs).sort();
  const rules = [...table.chains.values()].flatMap((chain) =>
    chain.rules
      .filter((rule) => isOurs(chain.name) || (rule.target?.kind === 'jump' && isOurs(rule.target.chain)))
      .map((rule) => printRule(chain.name, rule)),
  );
  return { chains, rules };
}

/** Chains of one port: their names end in the letter and what their interface is called after "tap". */
export function chainsOfPorts(rules: HostRules): readonly string[] {
  return rules.chains.filter((chain) => /-[ios][0-9a-f]{8}-[0-9a-f]$/.test(chain));
}

function filterTable(ruleset: Ruleset): Table | undefined {
  return ruleset.tables.get('filter');
}
