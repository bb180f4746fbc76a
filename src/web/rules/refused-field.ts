import { ApiFailure } from '../api/http.ts';
import type { RuleDraft, RuleField } from './rule-form.ts';

const fields: Readonly<Partial<Record<string, RuleField>>> = {
  InvalidCIDR: 'prefix',
  SecurityGroupRuleParameterConflict: 'prefix',
  SecurityGroupInvalidPortRange: 'ports',
  SecurityGroupInvalidPortValue: 'ports',
  SecurityGroupProtocolRequiredWithPorts: 'ports',
  SecurityGroupInvalidProtocolForPort: 'ports',
  SecurityGroupRuleInvalidProtocol: 'protocol',
  SecurityGroupEthertypeConflictWithProtocol: 'protocol',
  SecurityGroupInvalidIcmpValue: 'icmpType',
  SecurityGroupMissingIcmpType: 'icmpType',
  SecurityGroupNotFound: 'group',
  AddressGroupNotFound: 'addressGroup',
};

/** The field of the form that a refusal is about, if it is there: else it is said above the buttons. */
export function refusedField(error: unknown, { template, remoteKind }: RuleDraft): RuleField | undefined {
  const field = error instanceof ApiFailure ? fields[error.type] : undefined;
  switch (field) {
    case undefined:
      return undefined;
    case 'prefix':
      return remoteKind === 'prefix' ? field : undefined;
    case 'group':
      return remoteKind === 'group' ? field : undefined;
    case 'addressGroup':
      return remoteKind === 'addressGroup' ? field : undefined;
    case 'ports':
      return template === 'tcp' || template === 'udp' || template === 'other' ? field : undefined;
    case 'protocol':
      return template === 'other' ? field : undefined;
    case 'icmpType':
    case 'icmpCode':
      return template === 'icmp' ? field : undefined;
  }
}
