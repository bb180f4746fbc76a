import type { AnyResource } from '../resource/resource.ts';
import { addressGroupResource } from './address-group.ts';
import { agentResource } from './agent.ts';
import { defaultSecurityGroupRuleResource } from './default-security-group-rule.ts';
import { networkResource } from './network.ts';
import { portResource } from './port.ts';
import { rbacPolicyResource } from './rbac-policy.ts';
import { securityGroupResource } from './security-group.ts';
import { securityGroupRuleResource } from './security-group-rule.ts';
import { subnetResource } from './subnet.ts';

/** All resources of the Networking API. One more is one more line here and one more file beside. */
export const resources: readonly AnyResource[] = [
  networkResource,
  subnetResource,
  portResource,
  securityGroupResource,
  securityGroupRuleResource,
  defaultSecurityGroupRuleResource,
  addressGroupResource,
  rbacPolicyResource,
  agentResource,
];
