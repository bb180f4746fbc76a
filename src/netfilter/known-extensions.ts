/** Match and target extensions of iptables 1.8.9, for telling a script that the program would refuse. */
const matches =
  'addrtype ah bpf cgroup cluster comment connbytes connlabel connlimit connmark conntrack cpu dccp devgroup dscp ecn ' +
  'esp hashlimit helper icmp icmp6 iprange ipvs length limit mac mark multiport nfacct osf owner physdev pkttype ' +
  'policy quota rateest recent rpfilter sctp set socket standard state statistic string tcp tcpmss time tos ttl u32 ' +
  'udp udplite hl frag dst hbh ipv6header mh rt srh eui64 realm ';
const targets =
  'AUDIT CHECKSUM CLASSIFY CONNMARK CONNSECMARK CT DNAT DSCP ECN HL HMARK IDLETIMER LED LOG MARK MASQUERADE NETMAP ' +
  'NFLOG NFQUEUE NOTRACK QUEUE RATEEST REDIRECT REJECT SECMARK SET SNAT SYNPROXY TCPMSS TCPOPTSTRIP TEE TOS TPROXY ' +
  'TRACE TTL ULOG ACCEPT DROP RETURN';

export const knownMatches: ReadonlySet<string> = new Set(matches.trim().split(' '));
export const knownTargets: ReadonlySet<string> = new Set(targets.split(' '));

/** Targets that the kernel takes in one table only. */
export const targetTables: ReadonlyMap<string, readonly string[]> = new Map([
  ['REJECT', ['filter']],
  ['CT', ['raw']],
  ['NOTRACK', ['raw']],
  ['TRACE', ['raw']],
  ['DNAT', ['nat']],
  ['SNAT', ['nat']],
  ['MASQUERADE', ['nat']],
  ['REDIRECT', ['nat']],
  ['NETMAP', ['nat']],
  ['CHECKSUM', ['mangle']],
  ['CLASSIFY', ['mangle']],
  ['DSCP', ['mangle']],
  ['ECN', ['mangle']],
  ['TPROXY', ['mangle']],
  ['TTL', ['mangle']],
  ['HL', ['mangle']],
]);
