import { Select } from '@mantine/core';
import type { MatrixGroup } from '../../asking/reach-answers.ts';
import { GroupReachLists } from './group-reach-lists.tsx';
import classes from './narrow-list.module.css';
import { useReachWords } from './words.ts';

/** In a narrow window a matrix is no help: one group, and who reaches its members and whom they reach, as lists. */
export function NarrowList({
  groups,
  version,
  chosen,
  onChoose,
  onPair,
}: {
  readonly groups: readonly MatrixGroup[];
  readonly version: number;
  readonly chosen: string | undefined;
  readonly onChoose: (group: string) => void;
  readonly onPair: (from: string, to: string) => void;
}) {
  const words = useReachWords();
  const group = groups.find(({ id }) => id === chosen) ?? groups[0];
  if (group === undefined) return null;
  return (
    <div className={classes['list']}>
      <Select
        label={words('reach.groupChoice')}
        data={groups.map(({ id, name, members }) => ({
          value: id,
          label: `${name} · ${words('reach.members', { count: members })}`,
        }))}
        value={group.id}
        onChange={(id) => id !== null && onChoose(id)}
        allowDeselect={false}
        searchable
      />
      <GroupReachLists group={group} version={version} onPair={onPair} />
    </div>
  );
}
