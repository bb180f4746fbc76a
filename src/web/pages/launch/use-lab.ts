import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.ts';
import { type Lab, labOfServer } from '../../api/lab.ts';
import { useSession } from '../../app/session-context.ts';

/** The lab, if the server is of one and who is signed in may use it. */
export function useLab(): Lab | undefined {
  const api = useApi();
  const { is_admin } = useSession();
  const { data } = useQuery({ ...labOfServer(api), enabled: is_admin });
  return data ?? undefined;
}
