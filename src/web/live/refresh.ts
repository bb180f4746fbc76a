import type { Query, QueryClient } from '@tanstack/react-query';
import type { DashboardEvent } from '../../wire/index.ts';
import type { Followed } from '../api/follows.ts';
import type { Api } from '../api/http.ts';
import type { HasId, ListPages } from '../api/list-pages.ts';
import { refreshRows } from './refresh-rows.ts';

/** What has changed since something was last looked at: ids by table; null where they are not known one by one. */
type News = Map<string, Set<string> | null>;

/** Looks at most this often, however much happens. */
const gatherMs = 300;

export interface Refresher {
  take(event: DashboardEvent): void;
  stop(): void;
}

/** Asks again for what pages show, when events say that it has changed. What no page shows is marked as old. */
export function createRefresher(api: Api, client: QueryClient): Refresher {
  let known: number | undefined;
  let news: News = new Map();
  let isAll = false;
  let timer: number | undefined;

  function later(): void {
    timer ??= window.setTimeout(() => {
      timer = undefined;
      const gathered = news;
      const everything = isAll;
      news = new Map();
      isAll = false;
      if (everything) void client.invalidateQueries({ predicate: ({ meta }) => meta?.follows !== undefined });
      else void lookAt(gathered);
    }, gatherMs);
  }

  async function lookAt(gathered: News): Promise<void> {
    const concerned = client.getQueryCache().findAll({
      predicate: ({ meta }) => meta?.follows?.some((table) => gathered.has(table)) ?? false,
    });
    await Promise.all(
      concerned.map(async (query) => {
        const isDone = await refreshList(query, gathered).catch(() => false);
        if (!isDone) await client.invalidateQueries({ queryKey: query.queryKey, exact: true });
      }),
    );
  }

  async function refreshList(query: Query, gathered: News): Promise<boolean> {
    const ask = query.meta?.list;
    const ids = ask && gathered.get(ask.table);
    const pages = query.state.data as ListPages<HasId> | undefined;
    if (!ask || !ids || pages === undefined || !query.isActive() || query.state.fetchStatus !== 'idle') return false;
    const fresh = await refreshRows(api, pages, ask, [...ids]);
    if (fresh === undefined) return false;
    client.setQueryData(query.queryKey, fresh);
    return true;
  }

  function add(table: Followed | string, ids: readonly string[] | null): void {
    const before = news.get(table);
    news.set(table, ids === null || before === null ? null : new Set([...(before ?? []), ...ids]));
  }

  return {
    take(event) {
      switch (event.event) {
        case 'hello':
          // What is missed between two connections is not repeated.
          if (known !== undefined && known !== event.revision) isAll = true;
          break;
        case 'changed':
          if (event.isPartial) isAll = true;
          for (const [table, ids] of Object.entries(event.tables)) add(table, ids);
          break;
        case 'hosts':
          add('hosts', null);
          break;
        case 'alive':
        case 'ended':
          return;
      }
      if (event.event !== 'hosts') known = event.revision;
      if (isAll || news.size > 0) later();
    },
    stop() {
      window.clearTimeout(timer);
    },
  };
}
