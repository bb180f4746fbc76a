import { ActionIcon, Menu } from '@mantine/core';
import { IconKeyboard, IconLogout, IconSettings, IconUserCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useApi } from '../api/api-context.ts';
import { signOut } from '../api/session.ts';
import { useSession } from '../app/session-context.ts';
import { useBoundKeys } from '../keyboard/keys.tsx';
import { useSay } from '../language/language.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { useToast } from '../parts/toasts.tsx';
import classes from './account-menu.module.css';

/** Who is signed in, and the way out. */
export function AccountMenu() {
  const say = useSay();
  const api = useApi();
  const client = useQueryClient();
  const navigate = useNavigate();
  const tell = useToast();
  const keys = useBoundKeys();
  const { user, project } = useSession();
  const name = user?.name ?? say('web.administrator');
  const { mutate } = useMutation({
    mutationFn: () => signOut(api),
    onSuccess: async () => {
      await navigate({ to: '/sign-in' });
      // Nothing of him stays for who comes next.
      client.clear();
    },
    onError: (error) => tell('failed', failureWords(say, error).sentence),
  });
  return (
    <Menu withinPortal width={230}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('web.account', { name })}>
          <IconUserCircle size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes['who']}>
          <b>{name}</b>
          <span>{say('web.inProject', { project: project.name })}</span>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => void navigate({ to: '/settings' })}>
          {say('web.settings')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={() => keys()['?']?.run()}>
          {say('web.keys')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => mutate()}>
          {say('web.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
