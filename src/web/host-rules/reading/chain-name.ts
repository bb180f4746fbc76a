import { chainPrefix } from '../../../netfilter/index.ts';

/**
 * A chain's name in two parts: the prefix that all chains of the layout share, and what tells them apart. It is shown
 * whole: without the prefix, FORWARD of the layout and FORWARD of the kernel would be one.
 */
export function chainParts(chain: string): readonly [prefix: string, own: string] {
  const prefix = `${chainPrefix()}-`;
  return chain.startsWith(prefix) ? [prefix, chain.slice(prefix.length)] : ['', chain];
}
