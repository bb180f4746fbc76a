import { Switch, TextInput, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { ApiFailure } from '../../api/http.ts';
import { type GroupFields, type SecurityGroup, createGroup, updateGroup } from '../../api/security-groups.ts';
import { useSay } from '../../language/language.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { FieldFailure } from '../../parts/field-failure.tsx';
import { useToast } from '../../parts/toasts.tsx';

/** A new group, or what a group is called. */
export function GroupForm({ group, onClose }: { readonly group?: SecurityGroup; readonly onClose: () => void }) {
  const say = useSay();
  const api = useApi();
  const tell = useToast();
  const navigate = useNavigate();
  const [fields, setFields] = useState<Required<GroupFields>>({
    name: group?.name ?? '',
    description: group?.description ?? '',
    stateful: group?.stateful ?? true,
  });
  const [isChecked, setChecked] = useState(false);
  const isMissing = fields.name.trim() === '';
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const { name, description, stateful } = fields;
      const wanted = { name: name.trim(), description: description.trim() };
      if (group === undefined) return (await createGroup(api, { ...wanted, stateful })).id;
      await updateGroup(api, group.id, { ...wanted, ...(stateful !== group.stateful && { stateful }) });
      return undefined;
    },
    onSuccess: (made) => {
      tell('done', say(group === undefined ? 'web.groupCreated' : 'web.groupSaved', { group: fields.name.trim() }));
      onClose();
      // A new group is empty: its rules come next.
      if (made !== undefined) void navigate({ to: '/security-groups/$id', params: { id: made } });
    },
  });
  const field = refusedField(error);
  const change = (more: Partial<GroupFields>) => setFields((before) => ({ ...before, ...more }));
  return (
    <FormDialog
      title={group === undefined ? say('web.createGroup') : say('web.editGroup', { group: group.name })}
      isOpen
      onClose={onClose}
      submit={say(group === undefined ? 'web.create' : 'web.save')}
      onSubmit={() => {
        setChecked(true);
        if (!isMissing) mutate();
      }}
      isBusy={isPending}
      failure={field === undefined ? error : undefined}
    >
      {group === undefined && <p>{say('web.createGroupAbout')}</p>}
      <TextInput
        label={say('web.groupName')}
        value={fields.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={
          isChecked && isMissing ? say('web.missing') : field === 'name' ? <FieldFailure error={error} /> : undefined
        }
        data-autofocus
        spellCheck={false}
        autoComplete="off"
      />
      <Textarea
        label={say('web.groupDescription')}
        value={fields.description}
        onChange={(event) => change({ description: event.currentTarget.value })}
        error={field === 'description' ? <FieldFailure error={error} /> : undefined}
        rows={2}
      />
      <Switch
        label={say('web.groupStateful')}
        description={say('web.groupStatefulAbout')}
        checked={fields.stateful}
        onChange={(event) => change({ stateful: event.currentTarget.checked })}
      />
    </FormDialog>
  );
}

/** The field that a refusal is about: the API names it, or means the name. */
function refusedField(error: unknown): 'name' | 'description' | undefined {
  if (!(error instanceof ApiFailure)) return undefined;
  if (/^SecurityGroup(?:DefaultAlreadyExists|CannotUpdateDefault)$/.test(error.type)) return 'name';
  const [, named] = /^Invalid input for (name|description)\b/.exec(error.message) ?? [];
  return named === 'name' || named === 'description' ? named : undefined;
}
