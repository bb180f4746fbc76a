import type { InstanceStatus, MovedRule } from '../../lab/index.ts';
import type { Column } from '../output/output.ts';

export const instanceColumns: readonly Column<InstanceStatus>[] = [
  { key: 'name', title: 'lab.titleInstance', text: (i) => i.name },
  { key: 'host', title: 'lab.titleHost', text: (i) => i.host },
  { key: 'addresses', title: 'lab.titleAddresses', text: (i) => i.addresses.join(', ') },
  { key: 'groups', title: 'lab.titleGroups', text: (i) => i.groups.join(', ') },
  { key: 'tap', title: 'lab.titleTap', text: (i) => i.tap },
  { key: 'mac', title: 'lab.titleMac', text: (i) => i.mac, wide: true },
  { key: 'port_id', title: 'lab.titlePort', text: (i) => i.portId, wide: true },
];

/** A rule that moved, and why it is there. */
export type ExplainedRule = MovedRule & { readonly why: string | undefined };

export const movedColumns: readonly Column<ExplainedRule>[] = [
  { key: 'chain', title: 'lab.titleChain', text: (r) => r.chain },
  { key: 'index', title: 'lab.titleRule', text: (r) => r.index, right: true },
  { key: 'packets', title: 'lab.titlePackets', text: (r) => `+${r.packets}`, right: true },
  { key: 'why', title: 'lab.titleWhy', text: (r) => r.why ?? r.text },
  { key: 'text', title: 'lab.titleText', text: (r) => r.text, wide: true },
];
