import { getRouteApi } from '@tanstack/react-router';
import { AuditTable } from '../audit/audit-table.tsx';

const route = getRouteApi('/frame/security-groups/$id');

/** Who changed the group and its rules. */
export default function GroupHistory({ id }: { readonly id: string }) {
  const { entry } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <AuditTable
      ask={{ object: id }}
      opened={entry}
      onOpen={(request) =>
        void navigate({ search: { tab: 'history', ...(request !== undefined && { entry: request }) }, replace: true })
      }
    />
  );
}
