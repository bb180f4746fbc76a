import type { Kind } from './kind.ts';
import type { RuleRow } from './rule.ts';

/** A security group as the API shows it. */
export interface SecurityGroupRow {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly project_id?: string;
  readonly stateful?: boolean;
  readonly revision_number?: number;
  readonly security_group_rules?: readonly RuleRow[];
}

export const securityGroups: Kind<SecurityGroupRow> = {
  path: 'security-groups',
  one: 'security_group',
  many: 'security_groups',
  noun: 'nounSecurityGroup',
  list: 'portreeve sg list',
};
