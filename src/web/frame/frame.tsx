import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation, useMatches, useNavigate, useRouter } from '@tanstack/react-router';
import { Suspense, lazy, useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '../api/api-context.ts';
import { SessionContext } from '../app/session-context.ts';
import { sessionQuery, signedOut } from '../app/session-query.ts';
import { useSay } from '../language/language.tsx';
import { Live } from '../live/live.tsx';
import { Failed } from '../parts/failed.tsx';
import { ConfirmBars } from '../plans/confirm-bars.tsx';
import classes from './frame.module.css';
import { KeyHelp } from './key-help.tsx';
import { NavigationLinks } from './navigation-links.tsx';
import { OpenShell } from './open-shell.tsx';
import { PageKeys } from './page-keys.tsx';
import { StaleBar } from './stale-bar.tsx';
import { TopBar } from './top-bar.tsx';

// What most visits never see is not part of the first load.
const NavigationDrawer = lazy(() => import('./navigation-drawer.tsx'));
const SignInAgain = lazy(() => import('./sign-in-again.tsx'));

/** What stands around every page: the bar above, the navigation, and the page itself. */
export function Frame() {
  const api = useApi();
  const { data, error, refetch } = useQuery(sessionQuery(api));
  const client = useQueryClient();
  // Who was here last: his pages stay where they are when his session ends.
  const last = useRef(data?.session ?? undefined);
  if (data?.session) last.current = data.session;
  const isForEveryone = useMatches({
    select: (matches) => matches.some(({ staticData }) => staticData.page?.isForEveryone === true),
  });
  const onEnded = useCallback(() => signedOut(client), [client]);

  if (data === undefined) {
    if (error === null) return null;
    if (isForEveryone) return <OpenShell />;
    return (
      <div className={classes['alone']}>
        <Failed error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  const session = data.session ?? last.current;
  if (session === undefined) return isForEveryone ? <OpenShell /> : <ToSignIn />;
  return (
    <SessionContext value={session}>
      {data.session === null ? (
        <Suspense fallback={null}>
          <SignInAgain />
        </Suspense>
      ) : null}
      <Live key={session.proof} onEnded={onEnded}>
        <Shell />
      </Live>
    </SessionContext>
  );
}

/** Leads to the page for signing in, and back from there to where somebody was going. */
function ToSignIn() {
  const navigate = useNavigate();
  const { href } = useLocation();
  const [wanted] = useState(href);
  useEffect(() => {
    void navigate({ to: '/sign-in', search: wanted === '/' ? {} : { next: wanted }, replace: true });
  }, [navigate, wanted]);
  return null;
}

function Shell() {
  const say = useSay();
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setOpened] = useState(false);
  useEffect(() => router.subscribe('onResolved', () => setOpen(false)), [router]);
  return (
    <div className={classes['frame']}>
      <a className={classes['skip']} href="#content">
        {say('web.skip')}
      </a>
      <TopBar
        onNavigation={() => {
          setOpened(true);
          setOpen(true);
        }}
      />
      <nav className={classes['navigation']} aria-label={say('web.navigation')}>
        <NavigationLinks />
      </nav>
      {wasOpened && (
        <Suspense fallback={null}>
          <NavigationDrawer isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      )}
      <main className={classes['main']} id="content" tabIndex={-1}>
        <StaleBar />
        <ConfirmBars />
        <Suspense fallback={null}>
          <Outlet />
        </Suspense>
      </main>
      <PageKeys />
      <KeyHelp />
    </div>
  );
}
