import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { type SignIn, signIn } from '../../api/session.ts';
import { keepSession, sessionQuery } from '../../app/session-query.ts';
import { useSay } from '../../language/language.tsx';
import { FormFailure } from '../../parts/failed.tsx';
import classes from './sign-in-form.module.css';

/** By name and password, or by a token. Where it leads to is up to who shows it: he sees that there is a session. */
export function SignInForm() {
  const say = useSay();
  const api = useApi();
  const client = useQueryClient();
  const { data } = useQuery(sessionQuery(api));
  const [chosen, choose] = useState<'password' | 'token'>();
  const [hasMore, setMore] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const [fields, setFields] = useState({ user: '', password: '', project: '', domain: '', token: '' });
  const knowsPasswords = data?.passwords ?? true;
  const way = knowsPasswords ? (chosen ?? 'password') : 'token';
  const { mutate, isPending, error } = useMutation({
    mutationFn: (ask: SignIn) => signIn(api, ask),
    onSuccess: (answer) => keepSession(client, answer),
  });

  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const { value } = event.currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });
  const missing = (name: keyof typeof fields) =>
    isChecked && fields[name].trim() === '' ? { error: say('web.missing') } : {};

  const take = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    const { user, password, project, domain, token } = fields;
    if (way === 'token') {
      if (token.trim() !== '') mutate({ token: token.trim() });
      return;
    }
    if (user.trim() === '' || password === '') return;
    mutate({
      user: user.trim(),
      password,
      ...(project.trim() !== '' && { project: project.trim() }),
      ...(domain.trim() !== '' && { domain: domain.trim() }),
    });
  };

  return (
    <form className={classes['form']} onSubmit={take} noValidate>
      {way === 'password' ? (
        <>
          <TextInput
            {...field('user')}
            {...missing('user')}
            label={say('web.user')}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            data-autofocus
            autoFocus
          />
          <PasswordInput
            {...field('password')}
            {...missing('password')}
            label={say('web.password')}
            name="password"
            autoComplete="current-password"
          />
          {hasMore ? (
            <div className={classes['more']}>
              <TextInput
                {...field('project')}
                label={say('web.signInProject')}
                description={say('web.signInProjectAbout')}
                spellCheck={false}
              />
              <TextInput {...field('domain')} label={say('web.domain')} placeholder="Default" spellCheck={false} />
            </div>
          ) : null}
        </>
      ) : (
        <PasswordInput
          {...field('token')}
          {...missing('token')}
          label={say('web.token')}
          description={say('web.tokenAbout')}
          name="token"
          autoComplete="off"
          data-autofocus
          autoFocus
        />
      )}
      {error !== null && <FormFailure error={error} />}
      <Button type="submit" fullWidth loading={isPending}>
        {say('web.signIn')}
      </Button>
      <div className={classes['ways']}>
        {way === 'password' && !hasMore && (
          <button type="button" className={classes['way']} onClick={() => setMore(true)}>
            {say('web.moreFields')}
          </button>
        )}
        {knowsPasswords && (
          <button
            type="button"
            className={classes['way']}
            onClick={() => {
              setChecked(false);
              choose(way === 'password' ? 'token' : 'password');
            }}
          >
            {say(way === 'password' ? 'web.withToken' : 'web.withPassword')}
          </button>
        )}
      </div>
    </form>
  );
}
