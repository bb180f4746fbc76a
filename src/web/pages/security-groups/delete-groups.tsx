import { useNavigate } from '@tanstack/react-router';
import { useApi } from '../../api/api-context.ts';
import { type GroupUse, type SecurityGroup, deleteGroup } from '../../api/security-groups.ts';
import { useSay } from '../../language/language.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { failureWords } from '../../parts/failure-words.ts';
import { nameOf } from '../../parts/name-of.ts';
import { useToast } from '../../parts/toasts.tsx';

/** Asks, and deletes one group or several. Of several, those that can go do. */
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
  const api = useApi();
  const tell = useToast();
  const navigate = useNavigate();
  const [first] = groups;
  const group = first === undefined ? '' : nameOf(say, first);
  const count = groups.length;
  const named = groups.reduce((sum, { id }) => sum + (use?.[id]?.named_by ?? 0), 0);

  async function work(): Promise<void> {
    if (first !== undefined && count === 1) {
      await deleteGroup(api, first.id);
      tell('done', say('web.groupsDeleted', { group, count: 1 }));
      return;
    }
    const failures: unknown[] = [];
    for (const { id } of groups) await deleteGroup(api, id).catch((error: unknown) => failures.push(error));
    const done = count - failures.length;
    if (done > 0) tell('done', say('web.groupsDeleted', { group, count: done }));
    if (failures.length > 0) {
      const reason = failureWords(say, failures[0]).sentence;
      tell('failed', say('web.deleteFailed', { count: failures.length, reason }));
    }
  }

  return (
    <ConfirmDialog
      title={say('web.deleteGroups', { group, count })}
      submit={say('web.delete')}
      work={work}
      onClose={onClose}
      onDone={() => {
        onDone?.();
        onClose();
        if (leave) void navigate({ to: '/security-groups' });
      }}
    >
      <p>{say('web.deleteGroupMore')}</p>
      {named > 0 && <p>{say('web.deleteGroupNamed', { count: named })}</p>}
    </ConfirmDialog>
  );
}
