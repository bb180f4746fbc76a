import { ActionIcon } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useSay } from '../language/language.tsx';
import { AccountMenu } from './account-menu.tsx';
import { BrandMark } from './brand.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { SearchBox } from './search-box.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import classes from './top-bar.module.css';

export function TopBar({ onNavigation }: { readonly onNavigation: () => void }) {
  const say = useSay();
  return (
    <header className={classes['bar']}>
      <ActionIcon
        className={classes['menu'] ?? ''}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={say('web.openNavigation')}
        onClick={onNavigation}
      >
        <IconMenu2 size={20} aria-hidden />
      </ActionIcon>
      <Link to="/" className={classes['brand'] ?? ''} aria-label={say('web.product')}>
        <BrandMark />
        <span>{say('web.product')}</span>
      </Link>
      <SearchBox />
      <div className={classes['right']}>
        <LanguageSwitch />
        <ThemeSwitch />
        <AccountMenu />
      </div>
    </header>
  );
}
