import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useApi } from '../../api/api-context.ts';
import { sessionQuery } from '../../app/session-query.ts';
import { BrandMark } from '../../frame/brand.tsx';
import { LanguageSwitch } from '../../frame/language-switch.tsx';
import { ThemeSwitch } from '../../frame/theme-switch.tsx';
import { useSay } from '../../language/language.tsx';
import { useDocumentTitle } from '../../parts/document-title.ts';
import { Failed } from '../../parts/failed.tsx';
import { SignInForm } from './sign-in-form.tsx';
import classes from './page.module.css';

const route = getRouteApi('/sign-in');

export default function SignInPage() {
  const say = useSay();
  const api = useApi();
  const { next, refused } = route.useSearch();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(sessionQuery(api));
  useDocumentTitle(say('web.signIn'));
  const isSignedIn = data?.session != null;
  useEffect(() => {
    if (isSignedIn) void navigate({ to: next ?? '/', replace: true });
  }, [isSignedIn, navigate, next]);
  if (isSignedIn) return null;
  return (
    <div className={classes['page']}>
      <div className={classes['switches']}>
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <main className={classes['main']}>
        <div className={classes['brand']}>
          <BrandMark size={44} />
          <h1 className={classes['title']}>{say('web.signInTitle')}</h1>
          <p className={classes['motto']}>{say('web.signInMotto')}</p>
        </div>
        <div className={classes['card']}>
          {refused === 'link' && (
            <div className={classes['refused']} role="alert">
              <IconInfoCircle size={18} aria-hidden />
              <span>{say('web.linkRefused')}</span>
            </div>
          )}
          {error !== null && data === undefined ? (
            <Failed error={error} onRetry={() => void refetch()} />
          ) : (
            <SignInForm />
          )}
        </div>
      </main>
    </div>
  );
}
