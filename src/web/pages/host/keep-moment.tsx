import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { type Host, keepDump, keptDumps } from '../../api/hosts.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { useToast } from '../../parts/toasts.tsx';
import { useHostSay } from '../../host-rules/words.ts';

/** As the server takes names (src/server/http/own-bodies.ts). */
const nameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Keeps what the host holds now under a name. */
export function KeepMoment({
  host,
  onClose,
  onKept,
}: {
  readonly host: Host;
  readonly onClose: () => void;
  readonly onKept: (name: string) => void;
}) {
  const say = useHostSay();
  const api = useApi();
  const client = useQueryClient();
  const tell = useToast();
  const [name, setName] = useState('');
  const isFit = nameForm.test(name);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => keepDump(api, host.host, name),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keptDumps(api, host.host).queryKey });
      tell('done', say('host.hostKeepDone', { name }));
      onKept(name);
      onClose();
    },
  });
  return (
    <FormDialog
      title={say('host.hostKeep')}
      isOpen
      onClose={onClose}
      submit={say('host.hostKeep')}
      onSubmit={() => mutate()}
      isBusy={isPending}
      isReady={isFit}
      failure={error}
    >
      <TextInput
        label={say('host.hostKeepName')}
        description={say('host.hostKeepAbout')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        placeholder="before-launch"
        data-autofocus
        {...(name !== '' && !isFit && { error: say('host.hostNameForm') })}
      />
    </FormDialog>
  );
}
