import { Menu } from '@mantine/core';
import { IconDotsVertical } from '@tabler/icons-react';
import {
  type ComponentPropsWithoutRef,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import classes from './row-menu.module.css';

export interface RowAction {
  readonly key: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly run: () => void;
  readonly isDangerous?: boolean;
}

/**
 * What can be done with one row. Until somebody wants it, it is a button and nothing more: a menu in each row costs more
 * than all the rest of the row, and rows come and go while a list is scrolled.
 */
export function RowMenu({ label, actions }: { readonly label: string; readonly actions: readonly RowAction[] }) {
  const [isWanted, want] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (!isWanted) return;
    // The menu gives the focus back to what had it when it was opened: this button has come in place of the one before.
    button.current?.focus({ preventScroll: true });
    setOpen(true);
  }, [isWanted]);
  if (actions.length === 0) return null;
  if (!isWanted) {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      want(true);
    };
    return <MenuButton label={label} aria-haspopup="menu" onClick={() => want(true)} onKeyDown={onKeyDown} />;
  }
  return (
    <Menu withinPortal returnFocus opened={isOpen} onChange={setOpen}>
      <Menu.Target>
        <MenuButton ref={button} label={label} />
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ key, label, icon, run, isDangerous = false }) => (
          <Menu.Item key={key} leftSection={icon} onClick={run} {...(isDangerous && { color: 'red' })}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface MenuButtonProps extends ComponentPropsWithoutRef<'button'> {
  readonly label: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

function MenuButton({ label, ref, ...rest }: MenuButtonProps) {
  return (
    <button {...rest} ref={ref} type="button" className={classes['button']} aria-label={label}>
      <IconDotsVertical size={16} aria-hidden />
    </button>
  );
}
