import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FormDialog } from './dialog.tsx';

/** Asks before something is done that cannot be undone, and does it. */
export function ConfirmDialog({
  title,
  submit,
  work,
  onDone,
  onClose,
  children,
}: {
  readonly title: ReactNode;
  readonly submit: string;
  readonly work: () => Promise<unknown>;
  readonly onDone: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { mutate, isPending, error } = useMutation({ mutationFn: work, onSuccess: onDone });
  return (
    <FormDialog
      title={title}
      isOpen
      onClose={onClose}
      submit={submit}
      onSubmit={() => mutate()}
      isBusy={isPending}
      failure={error}
      isDangerous
    >
      <div>{children}</div>
    </FormDialog>
  );
}
