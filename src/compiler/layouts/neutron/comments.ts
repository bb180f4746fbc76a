/** Comments of the layout, word for word as Neutron's agent writes them. */
export const comments = {
  unmatchedDrop: 'Default drop rule for unmatched traffic.',
  toGroupChain: 'Direct traffic from the VM interface to the security group chain.',
  toPortChain: 'Jump to the VM specific chain.',
  inputToGroup: 'Direct incoming traffic from VM to the security group chain.',
  pairAllow: 'Allow traffic from defined IP/MAC pairs.',
  pairDrop: 'Drop traffic without an IP/MAC allow rule.',
  dhcpClient: 'Allow DHCP client traffic.',
  dhcpSpoof: 'Prevent DHCP Spoofing by VM.',
  unmatched: 'Send unmatched traffic to the fallback chain.',
  invalidDrop:
    'Drop packets that appear related to an existing connection (e.g. TCP ACK/FIN) but do not have an entry in conntrack.',
  established: 'Direct packets associated with a known session to the RETURN chain.',
  portSecurityOff: 'Accept all packets when port security is disabled.',
  trusted: 'Accept all packets when port is trusted.',
  raDrop: 'Drop IPv6 Router Advts from VM Instance.',
  icmpv6Allow: 'Allow IPv6 ICMP traffic.',
  sourceNat: 'Perform source NAT on outgoing traffic.',
} as const;

export type CommentName = keyof typeof comments;
