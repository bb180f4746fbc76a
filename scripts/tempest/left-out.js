/**
 * Tests that are not run, each with its reason. Most of what is not announced tempest skips by itself; these tests do
 * not say that they need it. `unpatched`: left out only as long as tempest is not patched. `prepared`: only with
 * prepared accounts.
 */
const leftOut = [
  {
    reason: 'subnet pools (subnet_allocation) are not announced',
    tests: [
      /^neutron_tempest_plugin\.api\.test_subnetpools\.SubnetPools/,
      /^neutron_tempest_plugin\.api\.test_subnetpools_negative\./,
      /\.test_timestamp\.TestTimeStamp\.test_\w+_subnetpool_/,
      /\.test_revisions\.TestRevisions\.test_update_subnetpool_bumps_revision/,
      /^tempest\.api\.network\.test_tags\.TagsExtTest\./,
    ],
  },
  {
    reason: 'routers and floating IPs (router) are not announced',
    tests: [
      /\.admin\.test_external_networks_negative\.\w+\.test_create_port_with_precreated_floatingip_as_fixed_ip/,
      /\.test_dhcp_ipv6\.NetworksTestDHCPv6\.test_dhcp_stateful_router/,
      /^tempest\.api\.network\.test_ports\.\w+\.test_port_list_filter_by_router_id/,
      /\.admin\.test_floating_ips_admin_actions\./,
      /\.test_routers\.RoutersDeleteTest\./,
      /\.test_timestamp\.TestTimeStampWithL3\./,
      /\.ExternalNetworksRBACTestJSON\.test_regular_client_shares_with_another/,
      /\.ExternalNetworksRBACTestJSON\.test_external_update_policy_from_wildcard_to_specific_tenant/,
      /\.ExternalNetworksRBACTestJSON\.test_policy_allows_tenant_to_(?:allocate_floatingip|attach_ext_gw)/,
      /\.ExternalNetworksRBACTestJSON\.test_delete_policies_while_tenant_attached_to_net/,
    ],
  },
  {
    reason: 'the default external network (is_default, auto-allocated-topology) is not announced',
    tests: [/\.ExternalNetworksRBACTestJSON\.test_wildcard_policy_delete_blocked_on_default_ext/],
  },
  {
    reason: 'asks for the list of routers when it cleans up (--patched runs it)',
    unpatched: true,
    tests: [/\.test_dhcp_ipv6\.NetworksTestDHCPv6\./],
  },
  {
    reason: 'sets quotas below what is used, which since 2024.2 has to be forced (--patched runs it)',
    unpatched: true,
    tests: [
      /^neutron_tempest_plugin\.api\.admin\.test_quotas\.QuotasTest\.test_quotas\[/,
      /\.SecGroupQuotaTest\.test_sg_quota_(?:values|decrease_less_than_created)/,
      /\.SecGroupRulesQuotaTest\.test_sg_rules_quota_(?:values|decrease_less_than_created)/,
    ],
  },
  {
    reason: 'sets quotas to 0 in a project that was used before, which has to be forced (--patched runs it)',
    unpatched: true,
    prepared: true,
    tests: [
      /\.NegativeSecGroupQuotaTest\.test_create_excess_sg/,
      /\.NegativeSecGroupRulesQuotaTest\.test_sg_creation_with_insufficient_sg_rules_quota/,
    ],
  },
  {
    reason: 'expects 400 where somebody shares what is not his: it is 403, as anywhere else',
    tests: [
      /\.RBACSharedNetworksTest\.test_regular_client_blocked_from_sharing_anothers_network/,
      /\.RbacShared(?:AddressGroup|SecurityGroup)Test\.test_regular_client_blocked_from_sharing_anothers_policy/,
    ],
  },
  {
    reason: 'expects 404 where somebody changes an address group that he sees: it is 403, as for networks and groups',
    tests: [/\.RbacSharedAddressGroupTest\.test_regular_client_blocked_from_updating_shared_address_group/],
  },
];

/** Undefined for a test that is run. */
export function reasonToLeaveOut(name, { isPatched, accounts }) {
  const applies = ({ unpatched, prepared }) => !(unpatched && isPatched) && !(prepared && accounts !== 'prepared');
  return leftOut.find((one) => applies(one) && one.tests.some((test) => test.test(name)))?.reason;
}
