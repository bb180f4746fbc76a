import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useSay } from '../language/language.tsx';
import { BrandMark } from './brand.tsx';
import frame from './frame.module.css';
import { LanguageSwitch } from './language-switch.tsx';
import classes from './open-shell.module.css';
import { ThemeSwitch } from './theme-switch.tsx';
import bar from './top-bar.module.css';

/** What stands around a page that is for everyone while nobody is signed in: nothing that needs to know who it is. */
export function OpenShell() {
  const say = useSay();
  const { href } = useLocation();
  return (
    <div className={classes['shell']}>
      <a className={frame['skip']} href="#content">
        {say('web.skip')}
      </a>
      <header className={classes['bar']}>
        <Link to="/" className={bar['brand'] ?? ''} aria-label={say('web.product')}>
          <BrandMark />
          <span>{say('web.product')}</span>
        </Link>
        <div className={bar['right']}>
          <Link to="/sign-in" search={{ next: href }} className={classes['signIn'] ?? ''}>
            {say('web.signIn')}
          </Link>
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <main className={classes['main']} id="content" tabIndex={-1}>
        <Suspense fallback={null}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}
