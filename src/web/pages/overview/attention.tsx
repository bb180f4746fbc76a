import { IconAlertTriangle, IconPlugConnectedX, IconShieldOff, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Host, hostState } from '../../api/hosts.ts';
import type { Summary } from '../../api/summary.ts';
import { useSession } from '../../app/session-context.ts';
import { listed } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import { AllWell } from './all-well.tsx';
import classes from './attention.module.css';

/** What somebody should look at, the most urgent first. */
export function Attention({ summary, hosts }: { readonly summary: Summary; readonly hosts: readonly Host[] }) {
  const { say, language } = useLanguage();
  const { is_admin } = useSession();
  const { exposed, unprotected } = summary;
  const troubled = hosts.filter((host) => hostState(host) !== 'current');
  if (exposed.length === 0 && unprotected === 0 && troubled.length === 0) {
    return <AllWell text={say(is_admin ? 'web.attentionNoneMore' : 'web.attentionNoneMember')} />;
  }
  return (
    <ul className={classes['items']}>
      {troubled.map((host) => (
        <HostItem key={host.host} host={host} />
      ))}
      {exposed.map(({ id, name, services, ports }) => (
        <Item
          key={id}
          kind={ports > 0 ? 'bad' : 'warn'}
          icon={<IconAlertTriangle size={18} aria-hidden />}
          title={
            <Link to="/security-groups/$id" params={{ id }}>
              {services.includes('*')
                ? say('web.exposedTitleAll', { group: name })
                : say('web.exposedTitle', { group: name, services: listed(language, services) })}
            </Link>
          }
        >
          {ports > 0 ? say('web.exposedMore', { count: ports }) : say('web.exposedMoreNone')}
        </Item>
      ))}
      {unprotected > 0 && (
        <Item
          kind="bad"
          icon={<IconShieldOff size={18} aria-hidden />}
          title={
            <Link to="/ports" search={{ only: 'unprotected' }}>
              {say('web.unprotectedTitle', { count: unprotected })}
            </Link>
          }
        >
          {say('web.unprotectedMore')}
        </Item>
      )}
    </ul>
  );
}

function HostItem({ host }: { readonly host: Host }) {
  const { say } = useLanguage();
  const state = hostState(host);
  const link = (text: string) => (
    <Link to="/hosts/$host" params={{ host: host.host }}>
      {text}
    </Link>
  );
  const name = { host: host.host };
  switch (state) {
    case 'current':
      return null;
    case 'failed':
      return (
        <Item kind="bad" icon={<IconX size={18} aria-hidden />} title={link(say('web.hostFailedTitle', name))}>
          <span lang="en">{host.error?.message}</span> <code>{host.error?.code}</code>
        </Item>
      );
    case 'behind':
      return (
        <Item
          kind="warn"
          icon={<IconAlertTriangle size={18} aria-hidden />}
          title={link(say('web.hostBehindTitle', name))}
        >
          {host.enforced_revision === null
            ? say('web.revisionNever', { needed: host.revision })
            : say('web.behindMore', { enforced: host.enforced_revision, needed: host.revision })}
        </Item>
      );
    case 'silent':
      return (
        <Item
          kind="away"
          icon={<IconPlugConnectedX size={18} aria-hidden />}
          title={link(say('web.hostSilentTitle', name))}
        >
          {say('web.hostSilentMore')}
        </Item>
      );
  }
}

function Item({
  kind,
  icon,
  title,
  children,
}: {
  readonly kind: 'bad' | 'warn' | 'away';
  readonly icon: ReactNode;
  readonly title: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <li className={classes['item']} data-kind={kind}>
      {icon}
      <div>
        <div className={classes['title']}>{title}</div>
        <div className={classes['more']}>{children}</div>
      </div>
    </li>
  );
}
