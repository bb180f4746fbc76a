import { type ReactNode, lazy } from 'react';
import type { PageKey } from '../../words/page-words.ts';
import type { GroupUse, Rule, SecurityGroup } from '../../api/security-groups.ts';
import type { RemoteNames } from '../../rules/rule-sentences.tsx';
import { GroupInstances } from './group-instances.tsx';
import { GroupRules } from './group-rules.tsx';
import type { GroupTab } from './tab-names.ts';

const GroupHistory = lazy(() => import('./group-history.tsx'));
const GroupIptables = lazy(() => import('./group-iptables.tsx'));
const GroupReach = lazy(() => import('./group-reach.tsx'));

/** What every tab of a group is given. */
export interface GroupTabProps {
  readonly group: SecurityGroup;
  readonly names: RemoteNames;
  /** Whether who is signed in may change the group. */
  readonly isMine: boolean;
  readonly mayWrite: boolean;
  readonly onAddRule: () => void;
  readonly onEditRule: (rule: Rule) => void;
  readonly onDuplicateRule: (rule: Rule) => void;
}

interface TabFacts {
  readonly title: PageKey;
  /** The figure beside the title, once it is known. */
  readonly count?: (group: SecurityGroup, use: GroupUse[string]) => number | undefined;
  /** A tab that is seldom opened, or large, is a `lazy` component. */
  readonly panel: (props: GroupTabProps) => ReactNode;
}

/** The tabs of a group; their order is that of `tab-names.ts`. */
export const groupTabs: { readonly [tab in GroupTab]: TabFacts } = {
  rules: {
    title: 'web.tabRules',
    count: (group) => group.security_group_rules.length,
    panel: ({ group, isMine, names, onAddRule, onEditRule, onDuplicateRule }) => (
      <GroupRules
        group={group}
        isMine={isMine}
        names={names}
        onAdd={onAddRule}
        onEdit={onEditRule}
        onDuplicate={onDuplicateRule}
      />
    ),
  },
  instances: {
    title: 'web.tabInstances',
    count: (_, use) => use?.ports,
    panel: ({ group, mayWrite }) => <GroupInstances group={group} isMine={mayWrite} />,
  },
  reach: { title: 'web.reachTitle', panel: ({ group }) => <GroupReach group={group} /> },
  iptables: {
    title: 'web.groupAsIptables',
    panel: ({ group }) => <GroupIptables group={group} />,
  },
  history: { title: 'web.tabHistory', panel: ({ group }) => <GroupHistory id={group.id} /> },
};
