import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useApi } from './api-context.ts';
import { type Api, listIn } from './http.ts';

function projects(api: Api) {
  return queryOptions({
    queryKey: ['projects'],
    queryFn: async ({ signal }) =>
      listIn<{ readonly id: string; readonly name: string }>(
        await api.call('GET', '/portreeve/v1/projects', undefined, signal),
        'projects',
      ),
    staleTime: 300_000,
  });
}

/** What a project is called; the start of its id where that is not known here. */
export function useProjectName(): (id: string) => string {
  const api = useApi();
  const { data } = useQuery(projects(api));
  return useMemo(() => {
    const names = new Map(data?.map(({ id, name }) => [id, name]));
    return (id) => names.get(id) ?? (id.length > 12 ? `${id.slice(0, 8)}…` : id);
  }, [data]);
}
