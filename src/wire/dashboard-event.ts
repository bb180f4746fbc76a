/**
 * What `GET /portreeve/v1/events` sends, each as the data of one server-sent event. Events say what to look at again
 * and never what is there: who missed one looks at all of it, after the next `hello`.
 */
export type DashboardEvent =
  /** The first one of each connection: everything up to this revision can be read. */
  | { readonly event: 'hello'; readonly revision: number }
  | {
      readonly event: 'changed';
      readonly revision: number;
      /** Ids of what is new or changed, by table; null where they are too many to name. */
      readonly tables: Readonly<Record<string, readonly string[] | null>>;
      /** More may have changed than is named: what was deleted or hidden is told only to administrators. */
      readonly isPartial: boolean;
    }
  /** Agents have reported, come, or fallen silent. For administrators only. */
  | { readonly event: 'hosts'; readonly hosts: readonly string[] }
  /** Nothing has happened; the connection lives. */
  | { readonly event: 'alive'; readonly revision: number }
  /** The session is over. The connection ends. */
  | { readonly event: 'ended' };
