import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { addressGroups } from '../../api/address-groups.ts';
import { useApi } from '../../api/api-context.ts';
import { groupNames } from '../../api/security-groups.ts';
import type { RemoteNames } from '../../rules/rule-sentences.tsx';

/** What groups that rules name are called; the start of the id while that is not known, or not for this caller to see. */
export function useRemoteNames(): RemoteNames {
  const api = useApi();
  const { data: groups } = useQuery(groupNames(api));
  const { data: addresses } = useQuery(addressGroups(api));
  return useMemo(() => {
    const byId = (list: readonly { readonly id: string; readonly name: string }[] | undefined) => {
      const names = new Map(list?.map(({ id, name }) => [id, name]));
      return (id: string) => names.get(id) || id.slice(0, 8);
    };
    return { group: byId(groups), addressGroup: byId(addresses) };
  }, [groups, addresses]);
}
