import type { Path } from './packet.ts';

export type Hook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

/** A table's built-in chain at one hook, or the moment at which conntrack looks the packet up. */
export type Stop =
  | {
      readonly table: string;
      readonly hook: Hook /** Only the first packet of a flow passes. */;
      readonly firstOnly: boolean;
    }
  | 'conntrack';

const stop = (table: string, hook: Hook): Stop => ({ table, hook, firstOnly: table === 'nat' });

const prerouting: readonly Stop[] = [
  stop('raw', 'PREROUTING'),
  'conntrack',
  stop('mangle', 'PREROUTING'),
  stop('nat', 'PREROUTING'),
];
const forward: readonly Stop[] = [stop('mangle', 'FORWARD'), stop('filter', 'FORWARD'), stop('security', 'FORWARD')];
const postrouting: readonly Stop[] = [stop('mangle', 'POSTROUTING'), stop('nat', 'POSTROUTING')];

/**
 * What a packet passes on each path, in the kernel's order (observed with NFLOG in every table and chain, Linux 6.18,
 * both backends). A bridge sends what its host says to a port without FORWARD. In INPUT the legacy tables have
 * security before nat, nft after it: no table of security groups is either.
 */
export const stopsOf: { readonly [path in Path]: readonly Stop[] } = {
  bridged: [...prerouting, ...forward, ...postrouting],
  routed: [...prerouting, ...forward, ...postrouting],
  localIn: [
    ...prerouting,
    stop('mangle', 'INPUT'),
    stop('filter', 'INPUT'),
    stop('nat', 'INPUT'),
    stop('security', 'INPUT'),
  ],
  localOut: [
    stop('raw', 'OUTPUT'),
    'conntrack',
    stop('mangle', 'OUTPUT'),
    stop('nat', 'OUTPUT'),
    stop('filter', 'OUTPUT'),
    stop('security', 'OUTPUT'),
    ...postrouting,
  ],
};
