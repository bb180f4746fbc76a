import { Button } from '@mantine/core';
import {
  IconArrowDownLeft,
  IconArrowUpRight,
  IconCopyPlus,
  IconPencil,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { changeOf } from '../../api/plans.ts';
import type { Rule, SecurityGroup } from '../../api/security-groups.ts';
import { useSay } from '../../language/language.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { NameCell } from '../../parts/name-cell.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useSelection } from '../../parts/selection.ts';
import { Toolbar } from '../../parts/toolbar.tsx';
import { PlannedDialog } from '../../plans/planned-dialog.tsx';
import type { RemoteNames } from '../../rules/rule-sentences.tsx';
import { remoteOf } from '../../rules/sentences.ts';
import { isIcmp, portsText, protocolText, serviceText } from '../../rules/services.ts';
import classes from './group-rules.module.css';

/** The rules of a group, what may enter first. */
export function GroupRules({
  group,
  isMine,
  names,
  onAdd,
  onEdit,
  onDuplicate,
}: {
  readonly group: SecurityGroup;
  readonly isMine: boolean;
  readonly names: RemoteNames;
  readonly onAdd: () => void;
  readonly onEdit: (rule: Rule) => void;
  readonly onDuplicate: (rule: Rule) => void;
}) {
  const say = useSay();
  const rules = useMemo(
    () => group.security_group_rules.toSorted((a, b) => order(a) - order(b)),
    [group.security_group_rules],
  );
  const ids = useMemo(() => rules.map(({ id }) => id), [rules]);
  const selection = useSelection(ids);
  const [deleted, setDeleted] = useState<readonly Rule[]>([]);
  const ticked = rules.filter(({ id }) => selection.ids.has(id));

  const columns: readonly Column<Rule>[] = [
    {
      key: 'direction',
      title: 'web.direction',
      width: '9.5rem',
      cell: (rule) => (
        <NameCell below={`${rule.ethertype} · ${serviceText(say, rule)}`}>
          <span className={classes['direction']} data-row-link tabIndex={-1}>
            {rule.direction === 'ingress' ? (
              <IconArrowDownLeft size={16} aria-hidden />
            ) : (
              <IconArrowUpRight size={16} aria-hidden />
            )}
            {say(rule.direction === 'ingress' ? 'web.ingress' : 'web.egress')}
          </span>
        </NameCell>
      ),
    },
    { key: 'ethertype', title: 'web.etherType', from: 'medium', width: '7rem', cell: ({ ethertype }) => ethertype },
    {
      key: 'protocol',
      title: 'web.protocol',
      from: 'medium',
      width: '7.5rem',
      cell: ({ protocol }) => (protocol === null ? say('web.any') : protocolText(protocol)),
    },
    {
      key: 'ports',
      title: 'web.portRange',
      from: 'medium',
      width: '11rem',
      cell: (rule) => <Ports rule={rule} />,
    },
    { key: 'remote', title: 'web.remote', cell: (rule) => <Remote rule={rule} names={names} /> },
    { key: 'description', title: 'web.description', from: 'wide', cell: ({ description }) => description },
  ];
  return (
    <>
      {ticked.length > 0 && (
        <Toolbar>
          <span>{say('web.selected', { count: ticked.length })}</span>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconTrash size={14} aria-hidden />}
            onClick={() => setDeleted(ticked)}
          >
            {say('web.delete')}
          </Button>
        </Toolbar>
      )}
      <Panel isFlush>
        {rules.length === 0 ? (
          <Empty icon={<IconPlus size={24} />} action={isMine && <Button onClick={onAdd}>{say('web.addRule')}</Button>}>
            {say('web.noRules', { group: group.name })}
          </Empty>
        ) : (
          <DataTable
            label={say('web.tabRules')}
            rows={rules}
            columns={columns}
            idOf={({ id }) => id}
            nameOf={(rule) =>
              `${say(rule.direction === 'ingress' ? 'web.ingress' : 'web.egress')} ${rule.ethertype} ${serviceText(say, rule)}`
            }
            {...(isMine && {
              selection,
              onEdit,
              actions: (rule: Rule) => [
                { key: 'edit', label: say('web.edit'), icon: <IconPencil size={16} />, run: () => onEdit(rule) },
                {
                  key: 'duplicate',
                  label: say('web.duplicate'),
                  icon: <IconCopyPlus size={16} />,
                  run: () => onDuplicate(rule),
                },
                {
                  key: 'delete',
                  label: say('web.delete'),
                  icon: <IconTrash size={16} />,
                  run: () => setDeleted([rule]),
                  isDangerous: true,
                },
              ],
            })}
          />
        )}
      </Panel>
      {deleted.length > 0 && (
        <DeleteRules rules={deleted} onClose={() => setDeleted([])} onDone={() => selection.set(new Set())} />
      )}
    </>
  );
}

function order({ direction }: Rule): number {
  return direction === 'ingress' ? 0 : 1;
}

function Ports({ rule }: { readonly rule: Rule }) {
  const say = useSay();
  const ports = portsText(rule);
  if (ports === '') return <span className={classes['any']}>{say('web.any')}</span>;
  const name = isIcmp(rule.protocol) ? '' : serviceText(say, rule);
  const isNamed = name !== '' && !name.includes(String(rule.port_range_min));
  return (
    <>
      <code>{ports}</code> {isNamed && <span className={classes['service']}>{name}</span>}
    </>
  );
}

function Remote({ rule, names }: { readonly rule: Rule; readonly names: RemoteNames }) {
  const say = useSay();
  const remote = remoteOf(rule);
  switch (remote.kind) {
    case 'any':
      return (
        <>
          {say('web.remoteAny')}{' '}
          <code className={classes['any']}>{rule.ethertype === 'IPv4' ? '0.0.0.0/0' : '::/0'}</code>
        </>
      );
    case 'group':
      return (
        <Link to="/security-groups/$id" params={{ id: remote.id }} className={classes['group'] ?? ''}>
          {names.group(remote.id)}
        </Link>
      );
    case 'addressGroup':
      return (
        <>
          {names.addressGroup(remote.id)} <span className={classes['any']}>{say('web.remoteAddressGroup')}</span>
        </>
      );
    case 'prefix':
      return <code>{remote.prefix}</code>;
  }
}

function DeleteRules({
  rules,
  onClose,
  onDone,
}: {
  readonly rules: readonly Rule[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const say = useSay();
  const count = rules.length;
  return (
    <PlannedDialog
      title={say('web.deleteRules', { count })}
      submit={say('web.delete')}
      changes={rules.map(({ id }) => changeOf.deleteRule(id))}
      done={say('web.rulesDeleted', { count })}
      onClose={onClose}
      onDone={onDone}
      isDangerous
    >
      <p>{say('web.deleteRulesMore')}</p>
    </PlannedDialog>
  );
}
