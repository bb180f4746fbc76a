import { type ChainName, type Rule, type TableName, filterTopChain } from '../../../netfilter/index.ts';
import type { Layout } from '../../layout.ts';
import { postroutingBottomChain } from './base-chains.ts';
import type { Context } from './context.ts';

/**
 * Chains without the prefix, which every program of Neutron on the host shares: they are no one's, but each has its
 * rules in them.
 */
const sharedChains: readonly ChainName[] = [filterTopChain, postroutingBottomChain];

/**
 * What belongs to the layout: every chain with its prefix, also one of an earlier release of it, and every rule that
 * leads from elsewhere to such a chain or to one of the shared ones.
 */
export function createOwner({ prefix }: Context): Pick<Layout, 'owns' | 'ownsRule' | 'ownsSet'> {
  const isOwn = (chain: ChainName) => chain.startsWith(`${prefix}-`);
  return {
    owns: (_table: TableName, chain: ChainName) => isOwn(chain),
    ownsRule: (_table: TableName, _chain: ChainName, { target }: Rule) =>
      target?.kind === 'jump' && (isOwn(target.chain) || sharedChains.includes(target.chain)),
    ownsSet: (name: string) => setForm.test(name),
  };
}

/** `-n` is the name of a set while it is rebuilt. */
const setForm = /^NIPv[46][0-9a-f]{8}-[0-9a-f-]{0,15}(?:-n)?$/;
