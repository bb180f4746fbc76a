import type { Owner } from './merge.ts';

/** Chains `c-...` are ours, and jumps to them in built-in chains. */
export const ownerForTests: Owner = {
  owns: (_table, chain) => chain.startsWith('c-'),
  ownsRule: (_table, _chain, { target }) =>
    (target?.kind === 'jump' || target?.kind === 'goto') && target.chain.startsWith('c-'),
};
