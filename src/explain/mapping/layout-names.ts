import { type Ruleset, chainPrefix, filterTopChain } from '../../netfilter/index.ts';

/** Names by which the chains of Neutron's iptables driver are known in a dump. */
export interface LayoutNames {
  readonly isOwn: (chain: string) => boolean;
  /** The part behind the prefix: "sg-chain", "ie68040f5-c". Undefined for a chain without the prefix. */
  readonly ownPart: (chain: string) => string | undefined;
}

const groupChain = '-sg-chain';

/** Chains that all programs of Neutron on a host share; they have no prefix. */
const sharedChains: ReadonlySet<string> = new Set([filterTopChain, 'neutron-postrouting-bottom']);

/**
 * The prefixes that a host's rules use: whatever stands before `-sg-chain`, since an agent may be told another one,
 * and two agents may share a host. Without any, the usual one.
 */
export function layoutNames(rulesets: readonly Ruleset[]): LayoutNames {
  const found = new Set<string>([chainPrefix()]);
  for (const { tables } of rulesets) {
    for (const name of tables.get('filter')?.chains.keys() ?? []) {
      if (name.endsWith(groupChain)) found.add(name.slice(0, -groupChain.length));
    }
  }
  const ownPart = (chain: string) => {
    for (const prefix of found) if (chain.startsWith(`${prefix}-`)) return chain.slice(prefix.length + 1);
    return undefined;
  };
  return { isOwn: (chain) => sharedChains.has(chain) || ownPart(chain) !== undefined, ownPart };
}
