import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { tapName } from '../../../netfilter/index.ts';
import { useApi } from '../../api/api-context.ts';
import type { Port } from '../../api/ports.ts';
import { useProjectName } from '../../api/projects.ts';
import { groupNames } from '../../api/security-groups.ts';
import { useSession } from '../../app/session-context.ts';
import { type Say, useSay } from '../../language/language.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { Mark, Tag } from '../../parts/mark.tsx';
import { NameCell } from '../../parts/name-cell.tsx';
import classes from './port-columns.module.css';

/** As a port is called: its name, else the device that it is of, else the start of its id. */
export function portName(say: Say, { name, device_id, device_owner, id }: Port): string {
  if (name !== '') return name;
  if (device_owner.startsWith('network:')) return say('web.ofNetwork');
  return (device_id || id).slice(0, 8);
}

/** Columns of ports, for every table that shows some. `leaveOut`: what is the same in all rows of it. */
export function usePortColumns({
  leaveOut = [],
  isSortable = false,
}: {
  readonly leaveOut?: readonly string[];
  readonly isSortable?: boolean;
} = {}): readonly Column<Port>[] {
  const say = useSay();
  const api = useApi();
  const { is_admin } = useSession();
  const projectName = useProjectName();
  const { data: groups } = useQuery(groupNames(api));
  const names = useMemo(() => new Map(groups?.map(({ id, name }) => [id, name])), [groups]);

  const columns: readonly Column<Port>[] = [
    {
      key: 'name',
      title: 'web.columnInstance',
      isSortable,
      width: '16rem',
      cell: (port) => (
        <NameCell below={port.fixed_ips.map(({ ip_address }) => ip_address).join(' · ')}>
          <Link to="/ports" search={(before) => ({ ...before, edit: port.id }) as never} data-row-link>
            {portName(say, port)}
          </Link>{' '}
          {port.device_owner.startsWith('network:') && <Tag>{port.device_owner.slice('network:'.length)}</Tag>}
        </NameCell>
      ),
    },
    {
      key: 'tap',
      title: 'web.columnTap',
      from: 'huge',
      width: '10.5rem',
      cell: ({ id }) => <code>{tapName(id)}</code>,
    },
    {
      key: 'addresses',
      title: 'web.columnFixedIps',
      from: 'medium',
      cell: ({ fixed_ips }) => (
        <div className={classes['addresses']}>
          {fixed_ips.map(({ ip_address }) => (
            <code key={ip_address}>{ip_address}</code>
          ))}
        </div>
      ),
    },
    {
      key: 'mac_address',
      title: 'web.columnMac',
      from: 'huge',
      width: '11rem',
      isSortable,
      cell: ({ mac_address }) => <code>{mac_address}</code>,
    },
    ...(is_admin
      ? [
          {
            key: 'project',
            title: 'web.project',
            from: 'huge',
            width: '9rem',
            cell: (port: Port) => projectName(port.project_id),
          } satisfies Column<Port>,
          {
            key: 'host',
            title: 'web.columnHost',
            from: 'wide',
            width: '8.5rem',
            cell: (port: Port) => port['binding:host_id'] || <span className={classes['none']}>—</span>,
          } satisfies Column<Port>,
        ]
      : []),
    {
      key: 'groups',
      title: 'web.columnGroups',
      from: 'medium',
      cell: (port) => <Groups port={port} names={names} />,
    },
    {
      key: 'protection',
      title: 'web.columnProtection',
      from: 'wide',
      width: '7rem',
      cell: ({ port_security_enabled }) =>
        port_security_enabled ? (
          <Mark kind="plain">{say('web.protected')}</Mark>
        ) : (
          <Mark kind="bad">{say('web.unprotected')}</Mark>
        ),
    },
    {
      key: 'status',
      title: 'web.columnApplied',
      width: '9rem',
      isSortable,
      cell: (port) => <Applied port={port} />,
    },
  ];
  return columns.filter(({ key }) => !leaveOut.includes(key));
}

/** Whether the port's host says that it enforces what it should. */
function Applied({ port }: { readonly port: Port }) {
  const say = useSay();
  if (port.status === 'ACTIVE') return <Mark kind="good">{say('web.applied')}</Mark>;
  if (port['binding:host_id'] === '') return <Mark kind="plain">{say('web.unbound')}</Mark>;
  return (
    <Tooltip label={say('web.notAppliedAbout')} multiline w={260}>
      <span>
        <Mark kind="waiting">{say('web.notApplied')}</Mark>
      </span>
    </Tooltip>
  );
}

function Groups({ port, names }: { readonly port: Port; readonly names: ReadonlyMap<string, string> }) {
  const say = useSay();
  if (port.security_groups.length === 0) {
    if (!port.port_security_enabled || port.device_owner.startsWith('network:')) return null;
    return <span className={classes['none']}>{say('web.noGroup')}</span>;
  }
  return (
    <div className={classes['groups']}>
      {port.security_groups.map((id) => (
        <Link key={id} to="/security-groups/$id" params={{ id }} className={classes['group'] ?? ''}>
          {names.get(id) || id.slice(0, 8)}
        </Link>
      ))}
    </div>
  );
}
