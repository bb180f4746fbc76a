import { useNavigate } from '@tanstack/react-router';
import { changeOf } from '../../api/plans.ts';
import type { GroupUse, SecurityGroup } from '../../api/security-groups.ts';
import { useSay } from '../../language/language.tsx';
import { nameOf } from '../../parts/name-of.ts';
import { PlannedDialog } from '../../plans/planned-dialog.tsx';

/** Asks, and deletes one group or several: all of them, or none if one has to stay. */
export function DeleteGroups({
  groups,
  use,
  onClose,
  onDone,
  leave = false,
}: {
  readonly groups: readonly Pick<SecurityGroup, 'id' | 'name'>[];
  readonly use: GroupUse | undefined;
  readonly onClose: () => void;
  readonly onDone?: () => void;
  /** The page that is open is the group's own: there is nothing left to see there. */
  readonly leave?: boolean;
}) {
  const say = useSay();
  const navigate = useNavigate();
  const [first] = groups;
  const group = first === undefined ? '' : nameOf(say, first);
  const count = groups.length;
  const named = groups.reduce((sum, { id }) => sum + (use?.[id]?.named_by ?? 0), 0);

  return (
    <PlannedDialog
      title={say('web.deleteGroups', { group, count })}
      submit={say('web.delete')}
      changes={groups.map(({ id }) => changeOf.deleteGroup(id))}
      done={say('web.groupsDeleted', { group, count })}
      onClose={onClose}
      onDone={() => {
        onDone?.();
        if (leave) void navigate({ to: '/security-groups' });
      }}
      isDangerous
      isUndoable={false}
    >
      <p>{say('web.deleteGroupMore')}</p>
      {named > 0 && <p>{say('web.deleteGroupNamed', { count: named })}</p>}
    </PlannedDialog>
  );
}
