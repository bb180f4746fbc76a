import { Button } from '@mantine/core';
import { IconArrowLeft, IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useApi } from '../../api/api-context.ts';
import { type MemberPort, memberPorts } from '../../api/ports.ts';
import { CopyText } from '../../parts/copy-text.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { NameCell } from '../../parts/name-cell.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Toolbar } from '../../parts/toolbar.tsx';
import { MomentPicker } from './moment-picker.tsx';
import { NoAnswer } from './no-answer.tsx';
import type { SetEntry } from '../../host-rules/reading/set-list.ts';
import classes from './sets-tab.module.css';
import type { HostTabProps } from './tab-props.ts';
import { useShownMoment } from './use-moment.ts';
import { useReading } from '../../host-rules/use-reading.ts';
import { useHostSay } from '../../host-rules/words.ts';

/** The sets of the host, and whose addresses they hold. */
export default function SetsTab({ host, at, go }: HostTabProps) {
  const say = useHostSay();
  const { moment, error: momentError, retry, name, isInstead } = useShownMoment(host, at.to);
  const ask = useMemo(() => (moment === undefined ? undefined : { at: moment }), [moment]);
  const { answer, error: readError } = useReading(host, 'sets', ask);
  const error = momentError ?? readError;
  const filter = useCallback((text: string) => go({ filter: text || undefined }), [go]);
  const chosen = answer?.find((set) => set.name === at.set);
  const text = at.filter?.toLowerCase() ?? '';
  const shown = (answer ?? []).filter(
    (set) =>
      set.name.toLowerCase().includes(text) ||
      set.groupName?.toLowerCase().includes(text) ||
      set.members.some((member) => member.includes(text)),
  );

  const columns: readonly Column<SetEntry>[] = [
    {
      key: 'name',
      title: 'web.hostSetName',
      width: '22rem',
      cell: (set) => (
        <NameCell below={set.groupName ?? set.group ?? say('host.hostForeign')}>
          <Link
            to="/hosts/$host"
            params={{ host: host.host }}
            search={{ ...at, set: set.name, filter: '' } as never}
            data-row-link
          >
            <code className={classes['set']}>{set.name}</code>
          </Link>
        </NameCell>
      ),
    },
    { key: 'of', title: 'web.hostSetOf', from: 'medium', cell: (set) => <Whose set={set} /> },
    { key: 'type', title: 'web.hostSetType', from: 'wide', width: '8rem', cell: ({ type }) => <code>{type}</code> },
    {
      key: 'members',
      title: 'web.hostSetMembers',
      align: 'end',
      width: '7rem',
      cell: ({ members }) => members.length,
    },
    {
      key: 'asked',
      title: 'web.hostSetAskedBy',
      from: 'medium',
      align: 'end',
      width: '9rem',
      cell: ({ askedBy }) => say('host.hostRules', { count: askedBy }),
    },
  ];
  return (
    <>
      {isInstead && host.alive && <NoAnswer host={host} />}
      <div className={classes['toolbar']}>
        <MomentPicker host={host} label={say('host.hostMoment')} value={name} onChange={(to) => go({ to })} />
        {at.set !== undefined && (
          <Button
            variant="default"
            leftSection={<IconArrowLeft size={16} aria-hidden />}
            onClick={() => go({ set: undefined, filter: undefined })}
          >
            {say('host.hostAllSets')}
          </Button>
        )}
      </div>
      {answer !== undefined && answer.length > 0 && (
        <Toolbar end={chosen === undefined && say('web.total', { count: shown.length })}>
          <FilterBox value={at.filter ?? ''} onChange={filter} />
        </Toolbar>
      )}
      {error !== null && answer === undefined && <Failed error={error} onRetry={retry} />}
      {(error === null || answer !== undefined) && chosen === undefined && (
        <Panel isFlush>
          {answer === undefined && <LoadingRows />}
          {answer?.length === 0 && <Empty icon={<IconStack2 size={24} />}>{say('host.hostNoSets')}</Empty>}
          {answer !== undefined && answer.length > 0 && shown.length === 0 && (
            <Empty icon={<IconStack2 size={24} />}>{say('web.filterNone', { text: at.filter ?? '' })}</Empty>
          )}
          {shown.length > 0 && (
            <DataTable
              label={say('host.hostTabSets')}
              rows={shown}
              columns={columns}
              idOf={(set) => set.name}
              nameOf={(set) => set.name}
            />
          )}
        </Panel>
      )}
      {chosen !== undefined && <Members key={chosen.name} set={chosen} text={text} />}
    </>
  );
}

/** Which group's members a set holds. */
function Whose({ set }: { readonly set: SetEntry }) {
  const say = useHostSay();
  if (set.group === null) return <span className={classes['none']}>{say('host.hostForeign')}</span>;
  if (set.of === 'securityGroup') {
    return (
      <Link to="/security-groups/$id" params={{ id: set.group }}>
        {set.groupName ?? set.group.slice(0, 8)}
      </Link>
    );
  }
  return set.groupName ?? say('host.hostSetStart', { start: set.group });
}

interface Member {
  readonly text: string;
  readonly port: MemberPort | undefined;
}

function Members({ set, text }: { readonly set: SetEntry; readonly text: string }) {
  const say = useHostSay();
  const api = useApi();
  const isOfGroup = set.of === 'securityGroup' && set.group !== null;
  const { data: ports } = useQuery({ ...memberPorts(api, set.group ?? ''), enabled: isOfGroup });
  const members = useMemo(() => {
    const byAddress = new Map(ports?.flatMap((port) => port.fixed_ips.map(({ ip_address }) => [ip_address, port])));
    return set.members.map((member): Member => {
      const [address = ''] = member.split(' ');
      return { text: member, port: byAddress.get(address.replace(/\/(?:32|128)$/, '')) };
    });
  }, [set, ports]);
  const shown = members.filter(
    (member) => member.text.includes(text) || (member.port?.name.toLowerCase().includes(text) ?? false),
  );
  const columns: readonly Column<Member>[] = [
    {
      key: 'member',
      title: 'web.hostSetMember',
      cell: (member) => (
        <NameCell>
          <code data-row-link tabIndex={-1}>
            {member.text}
          </code>
        </NameCell>
      ),
    },
    {
      key: 'port',
      title: 'web.columnInstance',
      cell: ({ port }) =>
        port === undefined ? (
          <span className={classes['none']}>{isOfGroup ? say('host.hostMemberUnknown') : '—'}</span>
        ) : (
          <Link to="/ports" search={{ filter: port.name || port.id }}>
            {port.name || port.id.slice(0, 8)}
          </Link>
        ),
    },
    {
      key: 'host',
      title: 'web.columnHost',
      from: 'medium',
      cell: ({ port }) => port?.['binding:host_id'] ?? '',
    },
  ];
  return (
    <Panel
      isFlush
      title={
        <>
          <code className={classes['set']}>{set.name}</code>{' '}
          <span className={classes['of']}>{say('web.hostSetOf')}</span> <Whose set={set} />
        </>
      }
      aside={<CopyText text={set.members.join('\n')} short={say('web.total', { count: set.members.length })} />}
    >
      {shown.length === 0 ? (
        <Empty icon={<IconStack2 size={24} />}>{say('host.hostNothingShown')}</Empty>
      ) : (
        <DataTable
          label={set.name}
          rows={shown}
          columns={columns}
          idOf={(member) => member.text}
          nameOf={(member) => member.text}
        />
      )}
    </Panel>
  );
}
