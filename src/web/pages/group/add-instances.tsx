import { MultiSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { portsById, updatePort } from '../../api/ports.ts';
import { search } from '../../api/search.ts';
import type { SecurityGroup } from '../../api/security-groups.ts';
import { useSay } from '../../language/language.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { failureWords } from '../../parts/failure-words.ts';
import { useToast } from '../../parts/toasts.tsx';
import { useDebounced } from '../../parts/use-debounced.ts';

const mostFound = 20;

/** Gives the group to instances that are found by what they are called. Of several, those that can have it get it. */
export default function AddInstances({
  group,
  onClose,
}: {
  readonly group: SecurityGroup;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const api = useApi();
  const client = useQueryClient();
  const tell = useToast();
  const [text, setText] = useState('');
  const [chosen, choose] = useState<string[]>([]);
  const [labels, setLabels] = useState<ReadonlyMap<string, string>>(new Map());
  const { data } = useQuery(search(api, useDebounced(text.trim(), 150), { kinds: ['port'], limit: mostFound }));
  const found = (data?.results ?? []).map(({ id, name, also }) => ({
    value: id,
    label: [name, ...also.slice(0, 1)].filter((part) => part !== '').join(' · ') || id,
  }));
  const kept = chosen
    .filter((id) => !found.some(({ value }) => value === id))
    .map((id) => ({ value: id, label: labels.get(id) ?? id }));
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const ports = await client.fetchQuery({ ...portsById(api, chosen), staleTime: 0 });
      const without = ports.filter((port) => !port.security_groups.includes(group.id));
      const failures: unknown[] = [];
      for (const port of without) {
        const fields = { security_groups: [...port.security_groups, group.id] };
        await updatePort(api, port.id, fields).catch((failure: unknown) => failures.push(failure));
      }
      return { done: ports.length - failures.length, failures };
    },
    onSuccess: ({ done, failures }) => {
      if (done > 0) tell('done', say('web.groupAdded', { count: done, group: group.name }));
      if (failures.length > 0) {
        const reason = failureWords(say, failures[0]).sentence;
        tell('failed', say('web.groupAddNot', { count: failures.length, reason }));
      }
      onClose();
    },
  });
  return (
    <FormDialog
      title={say('web.groupAddTo', { group: group.name })}
      isOpen
      onClose={onClose}
      submit={say('web.groupAddInstances')}
      onSubmit={() => mutate()}
      isBusy={isPending}
      isReady={chosen.length > 0}
      failure={error}
    >
      <MultiSelect
        label={say('web.groupAddWhich')}
        description={say('web.groupAddAbout')}
        data={[...found, ...kept]}
        filter={({ options }) => options}
        value={chosen}
        onChange={(ids) => {
          setLabels(new Map([...labels, ...found.map(({ value, label }) => [value, label] as const)]));
          choose(ids);
        }}
        searchable
        searchValue={text}
        onSearchChange={setText}
        hidePickedOptions
        data-autofocus
        {...(text.trim() !== '' && data !== undefined && { nothingFoundMessage: say('web.none') })}
      />
    </FormDialog>
  );
}
