/** What people ask about most, as the verbs take it. */
export const serviceTemplates: readonly { readonly text: string; readonly name: string }[] = [
  { text: 'tcp/22', name: 'SSH' },
  { text: 'icmp', name: 'ping' },
  { text: 'tcp/80', name: 'HTTP' },
  { text: 'tcp/443', name: 'HTTPS' },
  { text: 'udp/53', name: 'DNS' },
  { text: 'tcp/3389', name: 'RDP' },
  { text: 'tcp/3306', name: 'MySQL' },
  { text: 'tcp/5432', name: 'PostgreSQL' },
  { text: 'tcp/6379', name: 'Redis' },
  { text: 'icmpv6', name: 'ping IPv6' },
];
