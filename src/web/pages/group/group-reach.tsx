import { IconGridDots } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { matrixGroups } from '../../api/reachability.ts';
import type { SecurityGroup } from '../../api/security-groups.ts';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { GroupReachLists } from '../reachability/group-reach-lists.tsx';
import { useReachWords } from '../reachability/words.ts';
import classes from './group-reach.module.css';

/** Who reaches members of the group, and whom they reach. */
export default function GroupReach({ group }: { readonly group: SecurityGroup }) {
  const words = useReachWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(matrixGroups(client));
  if (data === undefined) {
    return error === null ? <LoadingRows /> : <Failed error={error} onRetry={() => void refetch()} />;
  }
  return (
    <div className={classes['reach']}>
      <GroupReachLists
        group={group}
        version={data.version}
        onPair={(from, to) => void navigate({ to: '/reachability', search: { from, to } })}
      />
      <p className={classes['about']}>
        {words('reach.byRules')}{' '}
        <Link to="/reachability" className={classes['matrix'] ?? ''}>
          <IconGridDots size={16} stroke={1.8} aria-hidden /> {words('reach.openMatrix')}
        </Link>
      </p>
    </div>
  );
}
