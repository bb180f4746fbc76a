import { Button, Tabs } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Suspense, useCallback, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useProjectName } from '../../api/projects.ts';
import { groupUse, oneGroup } from '../../api/security-groups.ts';
import { oneOf } from '../../app/search-text.ts';
import { useSession } from '../../app/session-context.ts';
import { useKeys } from '../../keyboard/keys.tsx';
import { useSay } from '../../language/language.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Tag } from '../../parts/mark.tsx';
import { nameOf } from '../../parts/name-of.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { RuleSentences } from '../../rules/rule-sentences.tsx';
import { sentencesOf } from '../../rules/sentences.ts';
import { DeleteGroups } from '../security-groups/delete-groups.tsx';
import { GroupForm } from '../security-groups/group-form.tsx';
import classes from './page.module.css';
import { RuleForm } from './rule-form.tsx';
import type { GroupSearch } from './route.ts';
import { tabNames } from './tab-names.ts';
import { groupTabs } from './tabs.tsx';
import { useRemoteNames } from './use-remote-names.ts';

const route = getRouteApi('/frame/security-groups/$id');

export default function GroupPage() {
  const say = useSay();
  const api = useApi();
  const { id } = route.useParams();
  const at = route.useSearch();
  const navigate = route.useNavigate();
  const { may_write, is_admin, project } = useSession();
  const { data: group, error, refetch } = useQuery(oneGroup(api, id));
  const { data: use } = useQuery(groupUse(api));
  const names = useRemoteNames();
  const projectName = useProjectName();
  const [isDeleted, setDeleted] = useState(false);
  const go = useCallback(
    (search: GroupSearch) =>
      void navigate({ search: (before) => ({ ...(before.tab && { tab: before.tab }), ...search }) }),
    [navigate],
  );
  const isMine = may_write && group !== undefined && (is_admin || group.project_id === project.id);
  useKeys(isMine ? { n: { label: 'web.addRule', run: () => go({ do: 'add-rule' }) } } : {});

  const above = <Link to="/security-groups">{say('web.securityGroups')}</Link>;
  if (group === undefined) {
    return (
      <>
        <PageHead title={say('web.securityGroup')} above={above} />
        {error === null ? <LoadingRows /> : <Failed error={error} onRetry={() => void refetch()} />}
      </>
    );
  }

  const name = nameOf(say, group);
  const rules = group.security_group_rules;
  const from = at.from === undefined ? undefined : rules.find((rule) => rule.id === at.from);
  const close = () => go({});
  return (
    <>
      <PageHead
        title={name}
        above={above}
        actions={
          isMine && (
            <>
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => go({ do: 'add-rule' })}>
                {say('web.addRule')}
              </Button>
              <Button
                variant="default"
                leftSection={<IconPencil size={16} aria-hidden />}
                onClick={() => go({ do: 'edit' })}
              >
                {say('web.edit')}
              </Button>
              <Button
                variant="default"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => setDeleted(true)}
              >
                {say('web.delete')}
              </Button>
            </>
          )
        }
      >
        {group.description !== '' && <span className={classes['description']}>{group.description}</span>}
        <CopyText text={group.id} short={`${group.id.slice(0, 13)}…`} />
        <span>{say('web.revision', { revision: group.revision_number })}</span>
        {is_admin && <span>{say('web.ofProject', { project: projectName(group.project_id) })}</span>}
        {group.shared && <Tag>{say('web.shared')}</Tag>}
        {!group.stateful && <Tag>{say('web.stateless')}</Tag>}
      </PageHead>

      <section className={classes['words']} aria-label={say('web.inWords')}>
        <RuleSentences sentences={sentencesOf(id, rules)} group={name} names={names} />
      </section>

      <Tabs
        value={at.tab ?? tabNames[0]}
        onChange={(chosen) => {
          const tab = oneOf(tabNames, chosen);
          void navigate({ search: tab === undefined || tab === tabNames[0] ? {} : { tab } });
        }}
        keepMounted={false}
        classNames={{ list: classes['tabs'] ?? '' }}
      >
        <Tabs.List>
          {tabNames.map((tab) => {
            const { title, count } = groupTabs[tab];
            const figure = count?.(group, use?.[id]);
            return (
              <Tabs.Tab
                key={tab}
                value={tab}
                rightSection={figure === undefined ? null : <span className={classes['count']}>{figure}</span>}
              >
                {say(title)}
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        {tabNames.map((tab) => {
          const Panel = groupTabs[tab].panel;
          return (
            <Tabs.Panel key={tab} value={tab}>
              <Suspense fallback={<LoadingRows />}>
                <Panel
                  group={group}
                  names={names}
                  isMine={isMine}
                  mayWrite={may_write}
                  onAddRule={() => go({ do: 'add-rule' })}
                  onEditRule={(rule) => go({ do: 'edit-rule', from: rule.id })}
                  onDuplicateRule={(rule) => go({ do: 'add-rule', from: rule.id })}
                />
              </Suspense>
            </Tabs.Panel>
          );
        })}
      </Tabs>

      {(at.do === 'add-rule' || (at.do === 'edit-rule' && from !== undefined)) && (
        <RuleForm
          key={at.from}
          group={group}
          from={from}
          isEdit={at.do === 'edit-rule'}
          names={names}
          onClose={close}
        />
      )}
      {at.do === 'edit' && <GroupForm group={group} onClose={close} />}
      {isDeleted && <DeleteGroups groups={[group]} use={use} onClose={() => setDeleted(false)} leave />}
    </>
  );
}
