import { PortreeveError, reasonOf } from '../model/index.ts';

/**
 * A refusal in the Networking API's own words. Clients show the message and some compare the type, so both are spelt
 * as the reference spells them and are not translated; `errors.ts` is the only file that knows them.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.type = type;
  }

  body(): object {
    return { NeutronError: { type: this.type, message: this.message, detail: '' } };
  }
}

const badRequest = (type: string, message: string) => new ApiError(400, type, message);
const notFound = (type: string, message: string) => new ApiError(404, type, message);
const conflict = (type: string, message: string) => new ApiError(409, type, message);

/** Refusals that any resource may give. */
export const generic = {
  badRequest: (message: string) => badRequest('HTTPBadRequest', message),
  invalidInput: (message: string) => badRequest('InvalidInput', `Invalid input for operation: ${message}`),
  badValue: (attribute: string, reason: string) =>
    badRequest('HTTPBadRequest', `Invalid input for ${attribute}. Reason: ${reason}`),
  badBody: () => badRequest('HTTPBadRequest', 'Body contains invalid data'),
  noWrapper: (name: string) => badRequest('HTTPBadRequest', `Unable to find '${name}' in request body`),
  emptyBulk: () => badRequest('HTTPBadRequest', 'Resources required'),
  foreignProject: () =>
    badRequest(
      'HTTPBadRequest',
      "Specifying 'project_id' or 'tenant_id' other than the authenticated project in request requires admin or advsvc privileges",
    ),
  projectsDiffer: () => badRequest('HTTPBadRequest', "'project_id' and 'tenant_id' do not match"),
  notInPost: (attribute: string) => badRequest('HTTPBadRequest', `Attribute '${attribute}' not allowed in POST`),
  required: (attribute: string) =>
    badRequest('HTTPBadRequest', `Failed to parse request. Required attribute '${attribute}' not specified`),
  unknownAttributes: (names: readonly string[]) =>
    badRequest('HTTPBadRequest', `Unrecognized attribute(s) '${names.join(', ')}'`),
  readOnly: (attribute: string) => badRequest('HTTPBadRequest', `Cannot update read-only attribute ${attribute}`),
  badFilter: (names: readonly string[]) =>
    badRequest('HTTPBadRequest', `[${quoted(names)}] is invalid attribute for filtering`),
  badSortKeys: (names: readonly string[]) =>
    badRequest('HTTPBadRequest', `[${quoted(names)}] is invalid attribute for sort_keys`),
  badSortDirs: (names: readonly string[]) =>
    badRequest('HTTPBadRequest', `[${quoted(names)}] is invalid value for sort_dirs, valid value is 'asc' and 'desc'`),
  sortCounts: () => badRequest('HTTPBadRequest', 'The number of sort_keys and sort_dirs must be same'),
  badLimit: (limit: string) =>
    badRequest('BadRequest', `Bad limit request: Limit must be an integer 0 or greater and not '${limit}'.`),
  exists: (what: string, id: string) => conflict('ObjectExists', `${what} ${id} exists already.`),
  bad: (what: string, message: string) => badRequest('BadRequest', `Bad ${what} request: ${message}`),
  forbidden: (rule: string) => new ApiError(403, 'PolicyNotAuthorized', `${rule} is disallowed by policy`),
  noSuchPath: () => notFound('HTTPNotFound', 'The resource could not be found.'),
  noSuchMethod: () => new ApiError(405, 'HTTPMethodNotAllowed', malformed),
  notAcceptable: () => new ApiError(406, 'HTTPNotAcceptable', malformed),
  tooLarge: (limit: number) =>
    new ApiError(413, 'HTTPRequestEntityTooLarge', `The request body is larger than ${limit} bytes.`),
  revisionDiffers: (wanted: number, current: number) =>
    new ApiError(412, 'RevisionNumberConstraintFailed', `Constrained to ${wanted}, but current revision is ${current}`),
  internal: (cause: unknown) =>
    new ApiError(
      500,
      'HTTPInternalServerError',
      'Request Failed: internal server error while processing your request.',
      cause,
    ),
};

const malformed = 'The server could not comply with the request since it is either malformed or otherwise incorrect.';

export const network = {
  notFound: (id: string) => notFound('NetworkNotFound', `Network ${id} could not be found.`),
  inUse: (id: string, ports: readonly string[]) =>
    conflict(
      'NetworkInUse',
      `Unable to complete operation on network ${id}. There are one or more ports still in use on the network, id for these ports is: ${ports.join(',')}.`,
    ),
  flatInUse: (physical: string) =>
    conflict('FlatNetworkInUse', `Unable to create the flat network. Physical network ${physical} is in use.`),
  vlanInUse: (physical: string, id: number) =>
    conflict('VlanIdInUse', `Unable to create the network. The VLAN ${id} on physical network ${physical} is in use.`),
  tunnelInUse: (id: number) =>
    conflict('TunnelIdInUse', `Unable to create the network. The tunnel ID ${id} is in use.`),
  noneAvailable: () =>
    conflict('NoNetworkAvailable', 'Unable to create the network. No tenant network is available for allocation.'),
  noZone: (zone: string) => notFound('AvailabilityZoneNotFound', `AvailabilityZone ${zone} could not be found.`),
  sharedInUse: (name: string) =>
    conflict(
      'InvalidSharedSetting',
      `Unable to reconfigure sharing settings for network ${name}. Multiple tenants are using it.`,
    ),
};

export const subnet = {
  notFound: (id: string) => notFound('SubnetNotFound', `Subnet ${id} could not be found.`),
  inUse: (id: string) =>
    conflict(
      'SubnetInUse',
      `Unable to complete operation on subnet ${id}: One or more ports have an IP allocation from this subnet.`,
    ),
  gatewayInPool: (gateway: string, pool: string) =>
    conflict('GatewayConflictWithAllocationPools', `Gateway ip ${gateway} conflicts with allocation pool ${pool}.`),
  poolOutside: (pool: string, cidr: string) =>
    badRequest('OutOfBoundsAllocationPool', `The allocation pool ${pool} spans beyond the subnet cidr ${cidr}.`),
  poolsOverlap: (one: string, other: string, cidr: string) =>
    conflict('OverlappingAllocationPools', `Found overlapping allocation pools: ${one} ${other} for subnet ${cidr}.`),
  badPool: (pool: string) => badRequest('InvalidAllocationPool', `The allocation pool ${pool} is not valid.`),
  tooManyNameServers: (id: string) =>
    badRequest(
      'DNSNameServersExhausted',
      `Unable to complete operation for ${id}. The number of DNS nameservers exceeds the limit 5.`,
    ),
  tooManyRoutes: (id: string) =>
    badRequest(
      'HostRoutesExhausted',
      `Unable to complete operation for ${id}. The number of host routes exceeds the limit 20.`,
    ),
};

export const port = {
  notFound: (id: string) => notFound('PortNotFound', `Port ${id} could not be found.`),
  addressTaken: (address: string, subnetId: string) =>
    conflict('IpAddressAlreadyAllocated', `IP address ${address} already allocated in subnet ${subnetId}`),
  notOfSubnet: (address: string) =>
    badRequest('InvalidIpForSubnet', `IP address ${address} is not a valid IP for the specified subnet.`),
  notOfNetwork: (address: string) =>
    badRequest(
      'InvalidIpForNetwork',
      `IP address ${address} is not a valid IP for any of the subnets on the specified network.`,
    ),
  noAddressLeft: (networkId: string) =>
    conflict('IpAddressGenerationFailure', `No more IP addresses available on network ${networkId}.`),
  noServiceSubnet: (networkId: string, deviceOwner: string) =>
    conflict(
      'IpAddressGenerationFailureNoMatchingSubnet',
      `No valid service subnet for the given device owner, network ${networkId}, service type ${deviceOwner}.`,
    ),
  macTaken: (networkId: string, mac: string) =>
    conflict(
      'MacAddressInUse',
      `Unable to complete operation for network ${networkId}. The mac address ${mac} is in use.`,
    ),
  bound: (id: string, vifType: string, oldMac: string, newMac: string) =>
    conflict(
      'PortBound',
      `Unable to complete operation on port ${id}, port is already bound, port type: ${vifType}, old_mac ${oldMac}, new_mac ${newMac}.`,
    ),
  groupsNeedSecurity: () =>
    badRequest(
      'PortSecurityAndIPRequiredForSecurityGroups',
      'Port security must be enabled and port must have an IP address in order to use security groups.',
    ),
  groupsKeepSecurity: () =>
    conflict(
      'PortSecurityPortHasSecurityGroup',
      'Port has security group associated. Cannot disable port security or IP address until security group is removed.',
    ),
  pairsNeedSecurity: () =>
    conflict(
      'AddressPairAndPortSecurityRequired',
      'Port Security must be enabled in order to have allowed address pairs on a port.',
    ),
  notCompute: (id: string) => generic.bad('port', `Invalid port ${id}. Operation only valid on compute ports.`),
  bindingNotFound: (id: string, host: string) =>
    notFound('PortBindingNotFound', `Binding for port ${id} for host ${host} could not be found.`),
  bindingExists: (id: string, host: string) =>
    conflict('PortBindingAlreadyExists', `Binding for port ${id} on host ${host} already exists.`),
  bindingActive: (id: string, host: string) =>
    conflict('PortBindingAlreadyActive', `Binding for port ${id} on host ${host} is already active.`),
  bindingFailed: (id: string, host: string) =>
    conflict('PortBindingError', `Binding for port ${id} on host ${host} could not be created or updated.`),
  pairWithoutAddress: () => badRequest('AllowedAddressPairsMissingIP', 'AllowedAddressPair must contain ip_address'),
  tooManyPairs: (limit: number) =>
    badRequest('AllowedAddressPairExhausted', `The number of allowed address pair exceeds the maximum ${limit}.`),
  pairTwice: (mac: string, address: string) =>
    badRequest(
      'DuplicateAddressPairInRequest',
      `Request contains duplicate address pair: mac_address ${mac} ip_address ${address}.`,
    ),
};

export const securityGroup = {
  notFound: (id: string) => notFound('SecurityGroupNotFound', `Security group ${id} does not exist`),
  inUse: (id: string) => conflict('SecurityGroupInUse', `Security Group ${id} in use.`),
  defaultExists: () => conflict('SecurityGroupDefaultAlreadyExists', 'Default security group already exists.'),
  defaultStays: () =>
    conflict('SecurityGroupCannotRemoveDefault', 'Insufficient rights for removing default security group.'),
  defaultKeepsItsName: () =>
    conflict('SecurityGroupCannotUpdateDefault', 'Updating default security group not allowed.'),
};

export const rule = {
  notFound: (id: string) => notFound('SecurityGroupRuleNotFound', `Security group rule ${id} does not exist`),
  exists: (id: string) => conflict('SecurityGroupRuleExists', `Security group rule already exists. Rule id is ${id}.`),
  twiceInPost: () => conflict('DuplicateSecurityGroupRuleInPost', 'Duplicate Security Group Rule in POST.'),
  severalGroups: () =>
    badRequest('SecurityGroupNotSingleGroupRules', 'Only allowed to update rules for one security profile at a time'),
  severalProjects: () =>
    badRequest(
      'SecurityGroupRulesNotSingleTenant',
      'Multiple tenant_ids in bulk security group rule create not allowed',
    ),
  badEthertype: (ethertype: string) =>
    badRequest(
      'SecurityGroupRuleInvalidEtherType',
      `Security group rule for ethertype '${ethertype}' not supported. Allowed values are ['IPv4', 'IPv6'].`,
    ),
  badProtocol: (protocol: string, known: readonly string[]) =>
    badRequest(
      'SecurityGroupRuleInvalidProtocol',
      `Security group rule protocol ${protocol} not supported. Only protocol values [None, ${quoted(known)}] and integer representations [0 to 255] are supported.`,
    ),
  badPort: (port: string) => badRequest('SecurityGroupInvalidPortValue', `Invalid value for port ${port}`),
  badPortRange: () =>
    badRequest('SecurityGroupInvalidPortRange', 'For TCP/UDP protocols, port_range_min must be <= port_range_max'),
  protocolNeeded: () =>
    badRequest('SecurityGroupProtocolRequiredWithPorts', 'Must also specify protocol if port range is given.'),
  protocolWithoutPorts: (protocol: string) =>
    badRequest(
      'SecurityGroupInvalidProtocolForPort',
      `Ports cannot be specified for protocol ${protocol}. Ports are only supported for DCCP, SCTP, TCP, UDP, UDPLITE.`,
    ),
  badIcmp: (field: string, attribute: string, value: number) =>
    badRequest(
      'SecurityGroupInvalidIcmpValue',
      `Invalid value for ICMP ${field} (${attribute}) ${value}. It must be 0 to 255.`,
    ),
  icmpTypeMissing: (code: number) =>
    badRequest(
      'SecurityGroupMissingIcmpType',
      `ICMP code (port-range-max) ${code} is provided but ICMP type (port-range-min) is missing.`,
    ),
  severalRemotes: () =>
    badRequest(
      'SecurityGroupMultipleRemoteEntites',
      'Only one of remote_ip_prefix or remote_group_id or remote_address_group_id may be provided.',
    ),
  badPrefix: (prefix: string) => badRequest('InvalidCIDR', `Invalid CIDR ${prefix} given as IP prefix.`),
  prefixOfOtherFamily: (ethertype: string, prefix: string) =>
    badRequest('SecurityGroupRuleParameterConflict', `Conflicting value ethertype ${ethertype} for CIDR ${prefix}`),
  protocolOfOtherFamily: (ethertype: string, protocol: string) =>
    badRequest(
      'SecurityGroupEthertypeConflictWithProtocol',
      `Invalid ethertype ${ethertype} for protocol ${protocol}.`,
    ),
};

export const addressGroup = {
  notFound: (id: string) => notFound('AddressGroupNotFound', `Address group ${id} could not be found.`),
  inUse: (id: string) =>
    conflict('AddressGroupInUse', `Address group ${id} is in use on one or more security group rules.`),
  badAddress: (address: string) => badRequest('AddrFormatError', `invalid IPNetwork ${address}`),
  hasAlready: (addresses: readonly string[], id: string) =>
    badRequest('AddressesAlreadyExist', `Addresses [${quoted(addresses)}] already exist in the address group ${id}.`),
  hasNot: (addresses: readonly string[], id: string) =>
    notFound('AddressesNotFound', `Addresses [${quoted(addresses)}] not found in the address group ${id}.`),
};

export const defaultRule = {
  notFound: (id: string) =>
    notFound('DefaultSecurityGroupRuleNotFound', `Default Security group rule ${id} does not exist`),
  exists: (id: string) =>
    conflict('DefaultSecurityGroupRuleExists', `Default Security group rule already exists. Rule id is ${id}.`),
  twiceInPost: () => conflict('DuplicateDefaultSgRuleInPost', 'Duplicate Default Security Group Rule in POST.'),
};

export const rbacPolicy = {
  notFound: (id: string) => notFound('RbacPolicyNotFound', `RBAC policy of type unknown with ID ${id} not found`),
  exists: () => conflict('DuplicateRbacPolicy', 'An RBAC policy already exists with those values.'),
  badType: (type: string) => generic.invalidInput(`'${type}' is not a valid RBAC object type.`),
  badAction: (action: string, type: string, known: readonly string[]) =>
    badRequest(
      'InvalidActionForType',
      // Python prints a tuple of one with a comma.
      `Invalid action '${action}' for object type '${type}'. Valid actions: (${quoted(known)}${known.length === 1 ? ',' : ''})`,
    ),
  inUse: (object: string, project: string) =>
    conflict(
      'RbacPolicyInUse',
      `RBAC policy on object ${object} cannot be removed because other objects depend on it.\nDetails: project_id=${project}`,
    ),
};

export const tag = {
  notFound: (name: string) => notFound('TagNotFound', `Tag ${name} could not be found.`),
  noResource: (collection: string, id: string) =>
    notFound('TagResourceNotFound', `Resource ${collection} ${id} could not be found.`),
  twice: (tags: readonly string[]) => generic.invalidInput(`Duplicate items in the list: '${tags.join(', ')}'`),
};

export const quota = {
  exceeded: (resource: string) => conflict('OverQuota', `Quota exceeded for resources: ['${resource}'].`),
  none: (project: string) => notFound('TenantQuotaNotFound', `Quota for tenant ${project} could not be found.`),
  tooSmall: (resource: string, limit: number) =>
    generic.badValue(resource, `'${limit}' is too small - must be at least '-1'.`),
  belowUse: (resource: string, limit: number, used: number) =>
    generic.badRequest(`Quota limit ${limit} for ${resource} must be greater than or equal to already used ${used}`),
};

export const agent = {
  notFound: (id: string) => notFound('AgentNotFound', `Agent ${id} could not be found.`),
};

/** Any thrown value as what a client is to be told. Faults of ours become a 500 that says nothing of the inside. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof PortreeveError) return fromPortreeveError(error);
  return generic.internal(error);
}

/** Statuses of our own errors; a code that is not here is a fault of ours. */
const statuses: Readonly<Partial<Record<PortreeveError['code'], number>>> = {
  STORE_FULL: 503,
  STORE_BUSY: 503,
  STORE_UNREACHABLE: 503,
  IDENTITY_UNREACHABLE: 503,
  STORE_CONFLICT: 409,
  STORE_REFERENCE: 409,
  HOST_UNKNOWN: 404,
  HOST_OFFLINE: 409,
  HOST_SILENT: 504,
  HOST_FAILED: 409,
  DUMP_UNKNOWN: 404,
  REQUEST_INVALID: 400,
  SIGN_IN_REFUSED: 401,
  FOREIGN_REQUEST: 403,
  TOO_MANY_STREAMS: 429,
  PLAN_UNKNOWN: 404,
  PLAN_STATE: 409,
  PLAN_OUTDATED: 409,
  PLAN_FORBIDDEN: 409,
  PLAN_NOT_CONFIRMED: 409,
  PLAN_NOT_UNDOABLE: 409,
  ASSERTION_INVALID: 400,
  LAB_NOT_HERE: 404,
  LAB_NOT_RUNNING: 503,
  LAB_BAD_NAME: 400,
  LAB_BAD_PROBE: 400,
  LAB_PROBE_TO_ITSELF: 400,
  LAB_NO_SUCH_IMAGE: 400,
  LAB_NO_SUCH_HOST: 404,
  LAB_NO_SUCH_INSTANCE: 404,
  LAB_NO_SUCH_OBJECT: 404,
  LAB_NAME_TAKEN: 409,
  LAB_AMBIGUOUS: 409,
  LAB_BINDING_FAILED: 409,
  LAB_NO_ADDRESS: 409,
  LAB_NO_LEASE: 504,
  LAB_TIMEOUT: 504,
};

function fromPortreeveError(error: PortreeveError): ApiError {
  const status = statuses[error.code];
  if (status === undefined) return generic.internal(error);
  return new ApiError(status, error.code, `${error.message}. ${error.hint}`, error.cause ?? reasonOf(error));
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
