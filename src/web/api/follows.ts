import type { ListAsk } from './list-pages.ts';

/** What a query shows: it is asked again when the server says that this has changed. */
export type Followed =
  | 'networks'
  | 'subnets'
  | 'ports'
  | 'security_groups'
  | 'security_group_rules'
  | 'address_groups'
  | 'rbac_policies'
  | 'agents'
  /** What agents report, which is in no table. */
  | 'hosts';

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: {
      readonly follows?: readonly Followed[];
      /** Of lists that are read page by page. */
      readonly list?: ListAsk;
    };
  }
}
