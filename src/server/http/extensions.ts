/** An extension as `GET /v2.0/extensions` shows it. Clients decide by the alias what they may send. */
interface Extension {
  readonly name: string;
  readonly alias: string;
  readonly description: string;
  readonly updated: string;
  readonly links: readonly never[];
}

const extension = (alias: string, name: string, description: string): Extension => ({
  name,
  alias,
  description,
  updated: '2016-01-01T10:00:00-00:00',
  links: [],
});

/**
 * What this server does today, in the words of the reference. An alias is put here only when every call behind it
 * works; the recorded conversation is replayed over them.
 */
export const announced: readonly Extension[] = [
  extension('address-group', 'Address group', 'Support address group'),
  extension('agent', 'agent', 'The agent management extension.'),
  extension('allowed-address-pairs', 'Allowed Address Pairs', 'Provides allowed address pairs'),
  extension(
    'allowed-address-pairs-atomic',
    'Atomically add/remove allowed address pairs',
    'Edit allowed address pairs of a port on server side by atomically adding/removing allowed address pairs',
  ),
  extension('availability_zone', 'Availability Zone', 'The availability zone extension.'),
  extension('binding', 'Port Binding', 'Expose port bindings of a virtual port to external application'),
  extension(
    'binding-extended',
    'Port Bindings Extended',
    'Expose port bindings of a virtual port to external application',
  ),
  extension(
    'empty-string-filtering',
    'Empty String Filtering Extension',
    'Allow filtering by attributes with empty string value',
  ),
  extension('external-net', 'Neutron external network', 'Adds external network attribute to network resource.'),
  extension(
    'extra_dhcp_opt',
    'Neutron Extra DHCP options',
    'Extra options configuration for DHCP. For example PXE boot options to DHCP clients can be specified (e.g. tftp-server, server-ip-address, bootfile-name)',
  ),
  extension('filter-validation', 'Filter parameters validation', 'Provides validation on filter parameters.'),
  extension(
    'ip-substring-filtering',
    'IP address substring filtering',
    'Provides IP address substring filtering when listing ports',
  ),
  extension('net-mtu', 'Network MTU', 'Provides MTU attribute for a network resource.'),
  extension('net-mtu-writable', 'Network MTU (writable)', 'Provides a writable MTU attribute for a network resource.'),
  extension(
    'network-ip-availability',
    'Network IP Availability',
    'Provides IP availability data for each network and subnet.',
  ),
  extension(
    'network-ip-availability-details',
    'Network IP Availability Details Extension',
    'Add ip_availability_details attribute to network-ip-availabilities resource.',
  ),
  extension('network_availability_zone', 'Network Availability Zone', 'Availability zone support for network.'),
  extension('pagination', 'Pagination support', 'Extension that indicates that pagination is enabled.'),
  extension(
    'port-mac-address-regenerate',
    'Neutron Port MAC address regenerate',
    'Network port MAC address regenerate',
  ),
  extension(
    'port-mac-override',
    'Neutron Port MAC address override',
    'Allow overriding the MAC address of a direct-physical Port via the active binding profile',
  ),
  extension('port-security', 'Port Security', 'Provides port security'),
  extension(
    'port-security-groups-filtering',
    'Port filtering on security groups',
    'Provides security groups filtering when listing ports',
  ),
  extension('project-id', 'project_id field enabled', 'Extension that indicates that project_id field is enabled.'),
  extension('provider', 'Provider Network', 'Expose mapping of virtual networks to physical networks'),
  extension(
    'quota-check-limit',
    'Quota engine limit check',
    'Support for checking the resource usage before applying a new quota limit',
  ),
  extension(
    'quota-check-limit-default',
    'Quota engine limit check by default',
    'Check the resource usage before applying a new quota limit, unless it is forced',
  ),
  extension(
    'quota_details',
    'Quota details management support',
    'Expose functions for quotas usage statistics per project',
  ),
  extension('quotas', 'Quota management support', 'Expose functions for quotas management per project'),
  extension('rbac-address-group', 'Add address_group type to RBAC', 'Add address_group type to network RBAC'),
  extension(
    'rbac-policies',
    'RBAC Policies',
    'Allows creation and modification of policies that control tenant access to resources.',
  ),
  extension(
    'rbac-security-groups',
    'Add security_group type to network RBAC',
    'Add security_group type to network RBAC',
  ),
  extension(
    'revision-if-match',
    'If-Match constraints based on revision_number',
    'Extension indicating that If-Match based on revision_number is supported.',
  ),
  extension('security-group', 'security-group', 'The security groups extension.'),
  extension(
    'security-groups-default-rules',
    'Default rules for security groups',
    'Configure set of security group rules used as default rules for every new security group',
  ),
  extension(
    'security-groups-normalized-cidr',
    'Normalized CIDR field for security group rules',
    'Add new field with normalized remote_ip_prefix cidr in SG rule',
  ),
  extension(
    'security-groups-remote-address-group',
    'Remote address group id field for security group rules',
    'Add new field of remote address group id in SG rules',
  ),
  extension(
    'security-groups-rules-belongs-to-default-sg',
    'Security group rules belongs to the project default security group',
    'Flag to determine if the security group rule belongs to the project default security group',
  ),
  extension(
    'security-groups-shared-filtering',
    'Security group filtering on the shared field',
    'Support filtering security groups on the shared field',
  ),
  extension('sorting', 'Sorting support', 'Extension that indicates that sorting is enabled.'),
  extension(
    'standard-attr-description',
    'standard-attr-description',
    'Extension to add descriptions to standard attributes',
  ),
  extension(
    'standard-attr-revisions',
    'Resource revision numbers',
    'This extension will display the revision number of neutron resources.',
  ),
  extension(
    'standard-attr-tag',
    'Tag support for resources with standard attribute: port, subnet, subnetpool, network, security_group, router, floatingip, policy, trunk, network_segment_range',
    'Enables to set tag on resources with standard attribute.',
  ),
  extension(
    'standard-attr-timestamp',
    'Resource timestamps',
    'Adds created_at and updated_at fields to all Neutron resources that have Neutron standard attributes.',
  ),
  extension('stateful-security-group', 'Stateful security group', 'Indicates if the security group is stateful or not'),
  extension(
    'subnet-external-network',
    'Subnet belongs to an external network',
    'Informs if the subnet belongs to an external network',
  ),
  extension('subnet-service-types', 'Subnet service types', 'Provides ability to set the subnet service_types field'),
  extension('tag-creation', 'Tag creation extension', 'Allow the creation of multiple tags with one POST request'),
  extension(
    'tag-ports-during-bulk-creation',
    'Tag Ports During Bulk Creation',
    'Allow to tag ports during bulk creation',
  ),
];
