import { Button, Modal } from '@mantine/core';
import { type FormEvent, type ReactNode, useId } from 'react';
import { useSay } from '../language/language.tsx';
import classes from './dialog.module.css';
import { FormFailure } from './failed.tsx';

interface DialogProps {
  readonly title: ReactNode;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly size?: 'narrow' | 'wide';
  readonly children: ReactNode;
}

/** A window over the page. Escape closes it, and who opened it has the focus again. */
export function Dialog({ title, isOpen, onClose, size = 'narrow', children }: DialogProps) {
  const say = useSay();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={size === 'narrow' ? '30rem' : '56rem'}
      classNames={{
        content: classes['content'] ?? '',
        header: classes['header'] ?? '',
        title: classes['title'] ?? '',
        body: classes['body'] ?? '',
        inner: classes['inner'] ?? '',
      }}
      closeButtonProps={{ 'aria-label': say('web.close') }}
    >
      <div data-dialog>{children}</div>
    </Modal>
  );
}

interface FormDialogProps extends DialogProps {
  readonly submit: string;
  readonly onSubmit: () => void;
  readonly isBusy: boolean;
  /** What was refused and belongs to no field; what was typed stays. */
  readonly failure?: unknown;
  readonly isDangerous?: boolean;
  readonly isReady?: boolean;
  /** Beside the fields, where there is room: what they would do. */
  readonly aside?: ReactNode;
  /** Another way to go on. */
  readonly beforeSubmit?: ReactNode;
}

/** A dialog that asks for something and does it. */
export function FormDialog(props: FormDialogProps) {
  const {
    submit,
    onSubmit,
    isBusy,
    failure,
    isDangerous = false,
    isReady = true,
    aside,
    beforeSubmit,
    children,
    ...dialog
  } = props;
  const say = useSay();
  const id = useId();
  const take = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy && isReady) onSubmit();
  };
  return (
    <Dialog {...dialog}>
      <form
        id={id}
        onSubmit={take}
        noValidate
        className={classes['form']}
        data-aside={aside !== undefined || undefined}
      >
        <div className={classes['fields']}>{children}</div>
        {aside !== undefined && <div className={classes['aside']}>{aside}</div>}
      </form>
      {failure !== undefined && failure !== null && <FormFailure error={failure} />}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={dialog.onClose}>
          {say('web.cancel')}
        </Button>
        {beforeSubmit}
        <Button type="submit" form={id} loading={isBusy} disabled={!isReady} {...(isDangerous && { color: 'red' })}>
          {submit}
        </Button>
      </div>
    </Dialog>
  );
}
