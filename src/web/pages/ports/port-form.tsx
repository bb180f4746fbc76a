import { MultiSelect, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { changeOf } from '../../api/plans.ts';
import { type Port, type PortFields, portsById } from '../../api/ports.ts';
import { useProjectName } from '../../api/projects.ts';
import { type GroupName, groupNames } from '../../api/security-groups.ts';
import { useSession } from '../../app/session-context.ts';
import { useSay } from '../../language/language.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { PlannedDialog } from '../../plans/planned-dialog.tsx';
import { portName } from './port-columns.tsx';
import classes from './port-form.module.css';

/** What a port is filtered by: its groups, and whether it is at all. */
export function PortForm({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const say = useSay();
  const api = useApi();
  const { data, error, refetch } = useQuery(portsById(api, [id]));
  const { data: groups } = useQuery(groupNames(api));
  const [port] = data ?? [];
  if (port !== undefined && groups !== undefined) return <Fields port={port} groups={groups} onClose={onClose} />;
  return (
    <Dialog title={say('web.editGroups')} isOpen onClose={onClose}>
      {error !== null ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <LoadingRows rows={3} />
      ) : (
        <p>{say('web.hintGone')}</p>
      )}
    </Dialog>
  );
}

function Fields({
  port,
  groups,
  onClose,
}: {
  readonly port: Port;
  readonly groups: readonly GroupName[];
  readonly onClose: () => void;
}) {
  const say = useSay();
  const { project, is_admin, may_write } = useSession();
  const projectName = useProjectName();
  const [chosen, choose] = useState(port.security_groups);
  const [isSecure, setSecure] = useState(port.port_security_enabled);
  const name = portName(say, port);
  const fields: PortFields = { security_groups: isSecure ? chosen : [], port_security_enabled: isSecure };
  const isSame =
    isSecure === port.port_security_enabled &&
    JSON.stringify(fields.security_groups.toSorted()) === JSON.stringify(port.security_groups.toSorted());
  return (
    <PlannedDialog
      title={say('web.editGroupsOf', { port: name })}
      submit={say('web.save')}
      changes={isSame ? undefined : [changeOf.updatePort(port.id, changed(fields, port))]}
      done={say('web.portSaved', { port: name })}
      onClose={onClose}
      isReady={may_write && !isSame}
    >
      <dl className={classes['facts']}>
        <dt>{say('web.columnFixedIps')}</dt>
        <dd>
          {port.fixed_ips.map(({ ip_address }) => (
            <CopyText key={ip_address} text={ip_address} />
          ))}
        </dd>
        <dt>{say('web.columnMac')}</dt>
        <dd>
          <CopyText text={port.mac_address} />
        </dd>
        <dt>{say('web.id')}</dt>
        <dd>
          <CopyText text={port.id} />
        </dd>
      </dl>
      <MultiSelect
        label={say('web.groupsOfPort')}
        description={say('web.groupsOfPortAbout')}
        data={optionsFor(groups, port, is_admin ? undefined : project.id, projectName)}
        value={isSecure ? [...chosen] : []}
        onChange={choose}
        disabled={!isSecure}
        searchable
        hidePickedOptions
        classNames={{ inputField: classes['typed'] ?? '' }}
        clearable={false}
        data-autofocus
        nothingFoundMessage={say('web.none')}
        {...(isSecure && chosen.length === 0 && { error: say('web.noGroupsMeans') })}
      />
      <Switch
        label={say('web.portSecurity')}
        description={say('web.portSecurityAbout')}
        checked={isSecure}
        onChange={(event) => setSecure(event.currentTarget.checked)}
      />
    </PlannedDialog>
  );
}

/** Port security is said only where it becomes another: not everybody may say it. */
function changed({ security_groups, port_security_enabled }: PortFields, port: Port): Partial<PortFields> {
  return {
    security_groups,
    ...(port_security_enabled !== port.port_security_enabled && { port_security_enabled }),
  };
}

/** The groups that the port may have: those of its own project first, then what is shared with it. */
function optionsFor(
  groups: readonly GroupName[],
  port: Port,
  project: string | undefined,
  projectName: (id: string) => string,
) {
  const owner = project ?? port.project_id;
  const own = groups.filter((group) => group.project_id === owner);
  const others = groups.filter((group) => group.project_id !== owner);
  return [...own, ...others].map((group) => ({
    value: group.id,
    label:
      group.project_id === owner
        ? group.name || group.id
        : `${group.name || group.id} · ${projectName(group.project_id)}`,
  }));
}
