import { useQuery, useQueryClient } from '@tanstack/react-query';
import { groupReach } from '../../api/reachability.ts';
import type { GroupReachSide } from '../../asking/reach-answers.ts';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { CellLetter, cellWords } from './cell-mark.tsx';
import classes from './group-reach-lists.module.css';
import { useReachWords } from './words.ts';

/** Who reaches the members of a group, and whom they reach: two lists. */
export function GroupReachLists({
  group,
  version,
  onPair,
}: {
  readonly group: { readonly id: string; readonly name: string };
  readonly version: number;
  readonly onPair: (from: string, to: string) => void;
}) {
  const words = useReachWords();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    ...groupReach(client, { version, group: group.id }),
    placeholderData: (before, query) => {
      const asked = query?.queryKey[2] as { readonly group: string } | undefined;
      return asked?.group === group.id ? before : undefined;
    },
  });
  if (data === undefined) {
    if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
    return (
      <Panel>
        <LoadingRows rows={5} />
      </Panel>
    );
  }
  return (
    <div className={classes['both']}>
      <Panel title={words('reach.inTitle', { group: group.name })} isFlush>
        <Side
          side={data.in}
          empty={words(data.members === 0 ? 'reach.noMembers' : 'reach.nobodyReaches')}
          onPair={(other) => onPair(other, group.id)}
        />
      </Panel>
      <Panel title={words('reach.outTitle', { group: group.name })} isFlush>
        <Side
          side={data.out}
          empty={words(data.members === 0 ? 'reach.noMembers' : 'reach.reachNobody')}
          onPair={(other) => onPair(group.id, other)}
        />
      </Panel>
    </div>
  );
}

function Side({
  side: { groups, addresses },
  empty,
  onPair,
}: {
  readonly side: GroupReachSide;
  readonly empty: string;
  readonly onPair: (other: string) => void;
}) {
  const words = useReachWords();
  if (groups.length + addresses.length === 0) return <p className={classes['empty']}>{empty}</p>;
  return (
    <ul className={classes['list']}>
      {groups.map(({ group, cell }) => (
        <li key={group.id}>
          <button type="button" className={classes['row']} onClick={() => onPair(group.id)}>
            <CellLetter kind={cell.kind} isPartial={cell.isPartial} />
            <span className={classes['who']}>
              {group.name} <span className={classes['muted']}>{words('reach.members', { count: group.members })}</span>
            </span>
            <span className={classes['what']}>{cellWords(cell, words)}</span>
          </button>
        </li>
      ))}
      {addresses.map(({ prefix, services }) => (
        <li key={prefix}>
          <div className={classes['row']}>
            <CellLetter kind={services.includes('any') ? 'all' : 'ports'} isPartial={false} />
            <span className={classes['who']}>
              {prefix === '0.0.0.0/0' || prefix === '::/0' ? words('reach.anybody', { prefix }) : <code>{prefix}</code>}
            </span>
            <span className={classes['what']}>
              {services.includes('any') ? words('reach.allKind') : services.join(', ')}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}
