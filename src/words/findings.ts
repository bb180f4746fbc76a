import { chapter } from './catalogue.ts';

/** What is easily overlooked on a host: of each finding what it is, why, what follows and what to do. */
export const findingsWords = chapter(
  {
    reason_bridged: '--physdev-is-bridged holds only in FORWARD and POSTROUTING.',
    reason_physdevOut: 'the port that a frame leaves by is known only in FORWARD and POSTROUTING.',
    reason_physdevOutput: 'what the host itself sends has no ports of a bridge.',
    reason_mac: 'what leaves has no MAC address of a sender to ask for.',
    reason_inDevice: 'what the host itself sends came in by no device.',
    reason_outDevice: 'by which device a packet leaves is known only from FORWARD on.',
    reason_stateInRaw: 'table raw comes before conntrack, which gives a packet its state.',
    whyDeadRule: 'The rule in the chain can never match: --physdev-is-bridged holds only in FORWARD and POSTROUTING.',
    whyNoRule: 'Only INPUT sees these packets, and no rule there asks for the port.',

    BRIDGED_IS_FORWARD_what: 'Traffic between two ports of a bridge passes FORWARD, not INPUT or OUTPUT.',
    BRIDGED_IS_FORWARD_why:
      'INPUT is for what the host itself receives and OUTPUT for what it sends; frames from port to port (such as {{device}}) are forwarded.',
    BRIDGED_IS_FORWARD_follows:
      'What the groups of a port allow is decided in FORWARD, by {{chain}} and the chains behind it.',
    BRIDGED_IS_FORWARD_todo:
      'Look for the rules of a port in FORWARD; counters of INPUT and OUTPUT say nothing about it.',

    HOST_UNFILTERED_what: 'What {{device}} sends to this host itself is not filtered.',
    HOST_UNFILTERED_why: '{{why, word}} (chain {{chain}}; ports like this one: {{ports}})',
    HOST_UNFILTERED_follows:
      'It is decided by the INPUT policy ({{policy}}), without anti-spoofing: a false source address arrives.',
    HOST_UNFILTERED_todo:
      'Ask for the bridge instead: `{{program}} -I INPUT -i {{bridge}} -j DROP` after rules for what the host has to answer, or give the host no address on the bridge.',

    NEVER_MATCHES_HERE_what: 'Rule {{rules}} of {{chain}} (table {{table}}) can never match.',
    NEVER_MATCHES_HERE_why: 'The chain is reached from {{hooks}}, but: {{reason, word}}',
    NEVER_MATCHES_HERE_follows: 'Packets that it was written for go on as if it were not there.',
    NEVER_MATCHES_HERE_todo: 'Take it out, or ask in this place for what is known here, such as -i of the bridge.',

    ZONE_RULE_NEVER_MATCHES_what: 'Rule {{rules}} of {{chain}} (table raw) never matches.',
    ZONE_RULE_NEVER_MATCHES_why:
      '--physdev-in is the port of the bridge that a frame came in by, and {{bridge}} is the bridge, which is never a port of itself.',
    ZONE_RULE_NEVER_MATCHES_follows:
      'Rule {{pair}}, which asks for -i {{bridge}}, does the work: it takes every packet of the bridge, whatever its port.',
    ZONE_RULE_NEVER_MATCHES_todo: 'Nothing, but do not read a counter of 0 as a bridge without traffic.',

    BRIDGE_ZONE_BY_FIRST_PORT_what:
      'Rules {{first}} and {{second}} of {{chain}} say different things of bridge {{bridge}}, and the first decides.',
    BRIDGE_ZONE_BY_FIRST_PORT_why:
      'Both ask for -i {{bridge}}, which every packet of the bridge is, and only the first CT rule that matches counts.',
    BRIDGE_ZONE_BY_FIRST_PORT_follows:
      'Packets of {{device}} get `{{says}}`, not `{{wanted}}`; its own rule comes too late.',
    BRIDGE_ZONE_BY_FIRST_PORT_todo: 'Keep ports of stateless and of stateful groups on networks of their own.',

    HOST_TRAFFIC_UNSEEN_what: 'What this host itself sends to {{device}} passes no rule of its groups.',
    HOST_TRAFFIC_UNSEEN_why:
      'It passes OUTPUT, and the bridge then hands it to the port without FORWARD; {{chain}} rule {{rule}} is reached from FORWARD alone.',
    HOST_TRAFFIC_UNSEEN_follows:
      'Whoever is on the host, or comes through a proxy or container of it, reaches the instance on every port.',
    HOST_TRAFFIC_UNSEEN_todo:
      'If the host must not, filter OUTPUT by -o {{bridge}}; or give the host no address on the bridge.',

    ROUTED_BACK_UNSEEN_what:
      'What this host routes back into bridge {{bridge}} reaches {{device}} past the rules of its groups.',
    ROUTED_BACK_UNSEEN_why:
      'A frame that is sent to the MAC of the bridge is routed, not bridged: it has no leaving port, and {{chain}} rule {{rule}} asks for one.',
    ROUTED_BACK_UNSEEN_follows:
      'A neighbour that puts the MAC of the bridge into its frames reaches the instance on every port.',
    ROUTED_BACK_UNSEEN_todo:
      'Switch routing off (net.ipv4.ip_forward, net.ipv6.conf.all.forwarding), or `-I FORWARD -i {{bridge}} -o {{bridge}} -m physdev ! --physdev-is-bridged -j DROP`.',

    ACK_COUNTS_AS_NEW_what: 'A TCP ACK that belongs to no connection is NEW, not INVALID.',
    ACK_COUNTS_AS_NEW_why:
      'nf_conntrack_tcp_loose is 1, its default: conntrack takes an ACK for the middle of a connection that it has not seen.',
    ACK_COUNTS_AS_NEW_follows:
      'Rule {{rule}} of {{chain}}, which drops INVALID, does not stop it: on an open port it arrives. FIN and SYN+ACK without a connection are INVALID.',
    ACK_COUNTS_AS_NEW_todo:
      'Where it matters: `sysctl -w net.netfilter.nf_conntrack_tcp_loose=0`, and connections that stand while conntrack is cleared are cut.',

    INVALID_AFTER_RULES_what: 'Rule {{rule}} of {{chain}} (INVALID) is after rules that let packets go.',
    INVALID_AFTER_RULES_why:
      'Rules {{rules}} before it do not ask for the state, and the first rule that decides decides (chains like it: {{chains}}).',
    INVALID_AFTER_RULES_follows:
      'Packets of no connection that a group rule allows are not dropped by it: a RST without a connection arrives at an open port.',
    INVALID_AFTER_RULES_todo:
      'Nothing, unless resets from outside do harm: then drop INVALID before the rules of the groups.',

    EMPTY_PORT_RANGE_what:
      'Rule {{rules}} of {{chain}} (table {{table}}) never matches, and iptables-save prints it as one that always does.',
    EMPTY_PORT_RANGE_why:
      '`! --sport 0:65535` and `! --dport 0:65535` exclude every port; iptables-save leaves the whole range out, with its negation.',
    EMPTY_PORT_RANGE_follows:
      'A restore of the saved rules turns it into a match on everything. The nft tools lose the condition when they load it.',
    EMPTY_PORT_RANGE_todo: 'Write what was meant; a rule that is to match nothing is left out.',

    PORT_RANGE_LOST_what: 'Rule {{rules}} of {{chain}} (table {{table}}) names a module for ports but no port.',
    PORT_RANGE_LOST_why:
      'It may have been written so. But `! --dport 0:65535`, which never matches, is printed just like this.',
    PORT_RANGE_LOST_follows: 'If it was that, the rules in the kernel match less than this text says.',
    PORT_RANGE_LOST_todo:
      'Compare with `iptables -L {{chain}} -n`, which shows the range (`spts:!0:65535`) if the legacy tools loaded it.',

    TWO_CHAINS_ONE_PACKET_what:
      'A packet between two ports of this host meets two chains, and RETURN leaves only one of them.',
    TWO_CHAINS_ONE_PACKET_why:
      'Rules {{rules}} of {{chain}} ask for the leaving port and for the port that it came in by; such a packet has both.',
    TWO_CHAINS_ONE_PACKET_follows:
      'What {{first}} lets go can still be dropped by {{second}}: both instances must allow it.',
    TWO_CHAINS_ONE_PACKET_todo:
      'Read a RETURN as "no objection from here", and look which rule of {{chain}} comes next.',

    STATELESS_BY_FIRST_GROUP_what:
      'All traffic of {{device}} is taken out of conntrack (rule {{rule}} of {{chain}}, table raw).',
    STATELESS_BY_FIRST_GROUP_why:
      'The layout looks at the first group of a port alone ({{first}}): if it is stateless, so is the port. Its other groups that are stateful: {{others}}.',
    STATELESS_BY_FIRST_GROUP_follows:
      'Nothing of it is ever ESTABLISHED: answers pass only where a rule allows them in their own direction.',
    STATELESS_BY_FIRST_GROUP_todo: 'Put the stateful group first, or give the port groups of one kind only.',

    ADDRESS_GROUP_OPEN_what: 'Rules of group {{group}} name address group {{addressGroup}} but allow every address.',
    ADDRESS_GROUP_OPEN_why:
      'The layout of this release (zed and older) writes such a rule without the address group (bug 2058138).',
    ADDRESS_GROUP_OPEN_follows: 'Whoever reaches the port passes, not only the members of the address group.',
    ADDRESS_GROUP_OPEN_todo: 'Use profile caracal, or write the addresses as remote_ip_prefix.',

    DHCP_GUARD_what:
      'Rule {{rules}} of {{chain}} keeps the instance from acting as a DHCP server (ports so guarded: {{ports}}).',
    DHCP_GUARD_why:
      'It drops UDP from port {{server}} to port {{client}}, which is what a server sends, before any rule of a group can allow it.',
    DHCP_GUARD_follows:
      'No other instance gets a false address from it. It stops nothing that iptables does not see (tagged frames), nor what goes to this host itself.',
    DHCP_GUARD_todo: 'Nothing. An instance that has to serve DHCP needs a port without port security.',

    RA_GUARD_what:
      'Rule {{rules}} of {{chain}} keeps the instance from announcing itself as a router (ports so guarded: {{ports}}).',
    RA_GUARD_why: 'It drops ICMPv6 type 134, router advertisement, before the rule that lets other ICMPv6 go.',
    RA_GUARD_follows:
      'No other instance takes it for its gateway. Ports without port security have no such rule, and redirects (type 137) pass.',
    RA_GUARD_todo: 'Nothing. An instance that has to route needs a port without port security.',

    DHCP_BEFORE_SOURCE_CHECK_what: 'DHCP requests leave past the check of the source address.',
    DHCP_BEFORE_SOURCE_CHECK_why:
      'Rule {{rule}} of {{chain}} lets UDP from port {{client}} to port {{server}} go whatever its source, and the check is rule {{check}}.',
    DHCP_BEFORE_SOURCE_CHECK_follows:
      'An instance can send them under any address and MAC, and use up the leases of others.',
    DHCP_BEFORE_SOURCE_CHECK_todo:
      'Use profile zed or later: there only 0.0.0.0 to 255.255.255.255 passes before the check.',

    CHAIN_SHARED_what: 'Ports {{first}} and {{second}} share chain {{chain}}.',
    CHAIN_SHARED_why:
      'The name of a chain has the first ten characters of the port id, and these ids have them in common.',
    CHAIN_SHARED_follows:
      'Each of them is filtered by the rules of both, and removing one takes the rules of the other away.',
    CHAIN_SHARED_todo: 'Delete one of the ports and make it anew: it gets another id.',

    COMMENT_BOTH_WAYS_what: 'The comment "{{text}}" says nothing about the direction.',
    COMMENT_BOTH_WAYS_why:
      'In {{chain}} it stands at rule {{into}}, for what enters the port, and at rule {{from}}, for what leaves it.',
    COMMENT_BOTH_WAYS_follows: 'Whoever reads the comment alone takes one direction for the other.',
    COMMENT_BOTH_WAYS_todo:
      'Read the condition: --physdev-out is traffic into the instance, --physdev-in out of it. A comment is a hint, never proof.',

    FRAGMENT_PORTS_FALSE_what:
      'Later fragments can show rules any port (from rule {{rule}} of {{chain}}, table {{table}}).',
    FRAGMENT_PORTS_FALSE_why:
      'No rule of this family needs conntrack, so fragments are not joined; and rules of the nft tools read ports where a later fragment has other bytes.',
    FRAGMENT_PORTS_FALSE_follows:
      'Its sender chooses which rule takes it. The legacy tools let no rule with ports match such a fragment.',
    FRAGMENT_PORTS_FALSE_todo:
      'Load any rule that needs conntrack, such as one that asks for a state: then whole packets are judged.',

    BRIDGE_CALLS_OFF_what: 'No rule sees frames between ports of a bridge.',
    BRIDGE_CALLS_OFF_why: '{{sysctl}} is 0, so that bridges do not ask iptables.',
    BRIDGE_CALLS_OFF_follows: 'Every instance reaches every other one of its network, whatever the groups say.',
    BRIDGE_CALLS_OFF_todo:
      '`sysctl -w {{sysctl}}=1`, and find what set it to 0 (files in /etc/sysctl.d), or it will be so again after a restart.',

    TAGGED_FRAMES_UNSEEN_what: 'Frames with a VLAN tag, and PPPoE, pass {{device}} and every other port unfiltered.',
    TAGGED_FRAMES_UNSEEN_why:
      'Bridges show iptables plain IP frames only: net.bridge.bridge-nf-filter-vlan-tagged is {{vlan}}, bridge-nf-filter-pppoe-tagged is {{pppoe}}.',
    TAGGED_FRAMES_UNSEEN_follows:
      'Two instances that both tag their frames talk to each other past all groups, on every port and with every address.',
    TAGGED_FRAMES_UNSEEN_todo: 'Set the sysctls to 1, or drop tagged frames of the ports with ebtables (`-p 802_1Q`).',

    ARP_UNSEEN_what: 'iptables never sees ARP.',
    ARP_UNSEEN_why: 'ARP is no IP; only arptables and ebtables are asked about it.',
    ARP_UNSEEN_follows:
      '{{device}} can claim the addresses of others unless ebtables (chains neutronARP-*) checks what it says.',
    ARP_UNSEEN_todo: 'Look at `ebtables -t nat -L`: a port has a chain that lets only its own addresses through.',

    NO_SOURCE_CHECK_IPV6_what: '{{device}} may send IPv6 from any address.',
    NO_SOURCE_CHECK_IPV6_why:
      'The layout writes the check of the source only for families that the port has an address of; {{chain}} leads to none.',
    NO_SOURCE_CHECK_IPV6_follows:
      'If an egress rule of its groups allows IPv6, as the default ones do, false IPv6 sources pass.',
    NO_SOURCE_CHECK_IPV6_todo: 'Take the egress rule for IPv6 out of the groups of instances that have no IPv6.',

    LISTING_WITHOUT_INTERFACES_what: '`iptables -L` without -v does not show interfaces.',
    LISTING_WITHOUT_INTERFACES_why:
      'A rule that is printed as "ACCEPT all -- anywhere anywhere" may hold for one device only, such as -i lo.',
    LISTING_WITHOUT_INTERFACES_follows: 'Every answer assumes that no rule names an interface.',
    LISTING_WITHOUT_INTERFACES_todo: 'Give the text of `iptables-save`, or of `iptables -L -v -n`.',
  },
  {
    reason_bridged: '--physdev-is-bridged 只在 FORWARD 和 POSTROUTING 成立。',
    reason_physdevOut: '帧从哪个端口送出，只有在 FORWARD 和 POSTROUTING 才知道。',
    reason_physdevOutput: '宿主机自己发出的包没有网桥端口。',
    reason_mac: '送出的包没有可查的发送者 MAC。',
    reason_inDevice: '宿主机自己发出的包不是从任何网卡进来的。',
    reason_outDevice: '包从哪个网卡送出，从 FORWARD 起才知道。',
    reason_stateInRaw: 'raw 表在 conntrack 之前，而状态由 conntrack 给出。',
    whyDeadRule: '该链中的规则永远不会命中：--physdev-is-bridged 只在 FORWARD 和 POSTROUTING 成立。',
    whyNoRule: '只有 INPUT 看得到这些包，而那里没有规则针对该端口。',

    BRIDGED_IS_FORWARD_what: '同一网桥两个端口之间的流量只经过 FORWARD，不经过 INPUT 和 OUTPUT。',
    BRIDGED_IS_FORWARD_why:
      'INPUT 针对宿主机自己收到的包，OUTPUT 针对它自己发出的包；端口到端口的帧（例如 {{device}}）是转发。',
    BRIDGED_IS_FORWARD_follows: '端口的安全组放行什么，由 FORWARD 中的 {{chain}} 及其后的链决定。',
    BRIDGED_IS_FORWARD_todo: '请在 FORWARD 中查找端口的规则；INPUT 与 OUTPUT 的计数与此无关。',

    HOST_UNFILTERED_what: '{{device}} 发给本宿主机的包未经过滤。',
    HOST_UNFILTERED_why: '{{why, word}}（链 {{chain}}；同样的端口数：{{ports}}）',
    HOST_UNFILTERED_follows: '由 INPUT 默认策略（{{policy}}）决定，不经过防伪造检查：伪造的源地址能够到达。',
    HOST_UNFILTERED_todo:
      '请改为针对网桥：在放行宿主机必须应答的流量之后执行 `{{program}} -I INPUT -i {{bridge}} -j DROP`，或不在网桥上给宿主机配地址。',

    NEVER_MATCHES_HERE_what: '{{chain}}（{{table}} 表）第 {{rules}} 条永远不会命中。',
    NEVER_MATCHES_HERE_why: '该链只能从 {{hooks}} 到达，而：{{reason, word}}',
    NEVER_MATCHES_HERE_follows: '它本该处理的包会当它不存在而继续往下走。',
    NEVER_MATCHES_HERE_todo: '请删除它，或改用此处已知的条件，例如网桥的 -i。',

    ZONE_RULE_NEVER_MATCHES_what: '{{chain}}（raw 表）第 {{rules}} 条从不命中。',
    ZONE_RULE_NEVER_MATCHES_why:
      '--physdev-in 是帧进入时所经的网桥端口，而 {{bridge}} 是网桥本身，网桥不是自己的端口。',
    ZONE_RULE_NEVER_MATCHES_follows: '起作用的是第 {{pair}} 条（-i {{bridge}}）：无论来自哪个端口，该网桥的包都归它。',
    ZONE_RULE_NEVER_MATCHES_todo: '无需处理，但不要把计数为 0 当成网桥没有流量。',

    BRIDGE_ZONE_BY_FIRST_PORT_what:
      '{{chain}} 第 {{first}} 条与第 {{second}} 条对网桥 {{bridge}} 说法不同，以前者为准。',
    BRIDGE_ZONE_BY_FIRST_PORT_why: '两条都匹配 -i {{bridge}}，即该网桥的所有包，而只有第一条命中的 CT 规则算数。',
    BRIDGE_ZONE_BY_FIRST_PORT_follows: '{{device}} 的包得到的是 `{{says}}` 而不是 `{{wanted}}`；它自己的规则来得太晚。',
    BRIDGE_ZONE_BY_FIRST_PORT_todo: '请让无状态组的端口与有状态组的端口分处不同网络。',

    HOST_TRAFFIC_UNSEEN_what: '本宿主机发给 {{device}} 的包不经过其安全组的任何规则。',
    HOST_TRAFFIC_UNSEEN_why:
      '它只经过 OUTPUT，网桥随后不经 FORWARD 就交给端口；而 {{chain}} 第 {{rule}} 条只能从 FORWARD 到达。',
    HOST_TRAFFIC_UNSEEN_follows: '登录宿主机的人，或经由其代理、容器而来的人，可以访问云主机的所有端口。',
    HOST_TRAFFIC_UNSEEN_todo: '若不应允许，请在 OUTPUT 中按 -o {{bridge}} 过滤，或不在网桥上给宿主机配地址。',

    ROUTED_BACK_UNSEEN_what: '本宿主机路由回网桥 {{bridge}} 的包，绕过 {{device}} 安全组的规则到达。',
    ROUTED_BACK_UNSEEN_why: '发往网桥 MAC 的帧是路由而不是桥接：它没有送出端口，而 {{chain}} 第 {{rule}} 条要求有。',
    ROUTED_BACK_UNSEEN_follows: '邻居只要在帧里填网桥的 MAC，就能访问该云主机的所有端口。',
    ROUTED_BACK_UNSEEN_todo:
      '请关闭路由（net.ipv4.ip_forward、net.ipv6.conf.all.forwarding），或 `-I FORWARD -i {{bridge}} -o {{bridge}} -m physdev ! --physdev-is-bridged -j DROP`。',

    ACK_COUNTS_AS_NEW_what: '不属于任何连接的 TCP ACK 是 NEW，而不是 INVALID。',
    ACK_COUNTS_AS_NEW_why: 'nf_conntrack_tcp_loose 为 1（默认值）：conntrack 把 ACK 当作未见过的连接的中途。',
    ACK_COUNTS_AS_NEW_follows:
      '{{chain}} 第 {{rule}} 条（丢弃 INVALID）挡不住它：在放行的端口上它会到达。没有连接的 FIN 与 SYN+ACK 才是 INVALID。',
    ACK_COUNTS_AS_NEW_todo:
      '若有影响：`sysctl -w net.netfilter.nf_conntrack_tcp_loose=0`，但 conntrack 被清空时已有的连接会中断。',

    INVALID_AFTER_RULES_what: '{{chain}} 的第 {{rule}} 条（INVALID）排在放行规则之后。',
    INVALID_AFTER_RULES_why: '它前面的第 {{rules}} 条不问状态，而先作决定的规则算数（同样的链数：{{chains}}）。',
    INVALID_AFTER_RULES_follows:
      '凡安全组放行的包，即使不属于任何连接，也不会被它丢弃：没有连接的 RST 能到达放行的端口。',
    INVALID_AFTER_RULES_todo: '无需处理；若外来的 RST 有害，请在安全组规则之前丢弃 INVALID。',

    EMPTY_PORT_RANGE_what: '{{chain}}（{{table}} 表）第 {{rules}} 条从不命中，而 iptables-save 把它打印成总是命中。',
    EMPTY_PORT_RANGE_why:
      '`! --sport 0:65535` 和 `! --dport 0:65535` 排除所有端口；iptables-save 打印时把整个范围连同否定一起省略。',
    EMPTY_PORT_RANGE_follows: '用保存的规则恢复后，它会匹配一切。nft 工具在装入时就丢失了这个条件。',
    EMPTY_PORT_RANGE_todo: '请写出本意；不该匹配任何包的规则应删除。',

    PORT_RANGE_LOST_what: '{{chain}}（{{table}} 表）第 {{rules}} 条带有端口模块却没有端口。',
    PORT_RANGE_LOST_why: '可能原本如此。但从不命中的 `! --dport 0:65535` 打印出来也是这样。',
    PORT_RANGE_LOST_follows: '若是后者，内核中的规则匹配的比这份文本所说的少。',
    PORT_RANGE_LOST_todo:
      '请与 `iptables -L {{chain}} -n` 对照：由 legacy 工具装入时它会显示该范围（`spts:!0:65535`）。',

    TWO_CHAINS_ONE_PACKET_what: '本宿主机两个端口之间的包会遇到两条链，RETURN 只离开其中一条。',
    TWO_CHAINS_ONE_PACKET_why: '{{chain}} 的第 {{rules}} 条分别看送出端口与进入端口，这样的包两者都有。',
    TWO_CHAINS_ONE_PACKET_follows: '{{first}} 放过的包仍可能被 {{second}} 丢弃：两台云主机都须放行。',
    TWO_CHAINS_ONE_PACKET_todo: '请把 RETURN 读作“此处无异议”，再看 {{chain}} 的下一条。',

    STATELESS_BY_FIRST_GROUP_what: '{{device}} 的全部流量都不经 conntrack 跟踪（raw 表 {{chain}} 第 {{rule}} 条）。',
    STATELESS_BY_FIRST_GROUP_why:
      '布局只看端口的第一个组（{{first}}）：它无状态，端口就无状态。其他有状态的组：{{others}}。',
    STATELESS_BY_FIRST_GROUP_follows: '它的包永远不是 ESTABLISHED：应答只有在其自身方向有规则放行时才能通过。',
    STATELESS_BY_FIRST_GROUP_todo: '请把有状态的组放在最前，或只给端口同一类组。',

    ADDRESS_GROUP_OPEN_what: '组 {{group}} 的规则指定了地址组 {{addressGroup}}，却放行任何地址。',
    ADDRESS_GROUP_OPEN_why: '该版本（zed 及更早）的布局写这种规则时不带地址组（bug 2058138）。',
    ADDRESS_GROUP_OPEN_follows: '凡能到达该端口者都会通过，不限于地址组的成员。',
    ADDRESS_GROUP_OPEN_todo: '请改用 caracal，或把地址写成 remote_ip_prefix。',

    DHCP_GUARD_what: '{{chain}} 第 {{rules}} 条不许云主机充当 DHCP 服务器（如此防护的端口数：{{ports}}）。',
    DHCP_GUARD_why: '它丢弃从端口 {{server}} 到端口 {{client}} 的 UDP，即服务器发出的包，且在任何安全组规则之前。',
    DHCP_GUARD_follows: '其他云主机不会从它得到假地址。iptables 看不到的（带标签的帧）以及发给宿主机本身的，它挡不住。',
    DHCP_GUARD_todo: '无需处理。必须提供 DHCP 的云主机需要一个关闭端口安全的端口。',

    RA_GUARD_what: '{{chain}} 第 {{rules}} 条不许云主机宣称自己是路由器（如此防护的端口数：{{ports}}）。',
    RA_GUARD_why: '它丢弃 ICMPv6 类型 134（路由器通告），且在放行其他 ICMPv6 的规则之前。',
    RA_GUARD_follows: '其他云主机不会把它当网关。关闭端口安全的端口没有这条规则，重定向（类型 137）也会通过。',
    RA_GUARD_todo: '无需处理。必须做路由的云主机需要一个关闭端口安全的端口。',

    DHCP_BEFORE_SOURCE_CHECK_what: 'DHCP 请求绕过源地址检查送出。',
    DHCP_BEFORE_SOURCE_CHECK_why:
      '{{chain}} 第 {{rule}} 条放过从端口 {{client}} 到端口 {{server}} 的 UDP，不论来源；检查在第 {{check}} 条。',
    DHCP_BEFORE_SOURCE_CHECK_follows: '云主机可以用任意地址与 MAC 发出请求，耗尽别人的租约。',
    DHCP_BEFORE_SOURCE_CHECK_todo: '请改用 zed 或更新的配置：检查之前只放过 0.0.0.0 到 255.255.255.255 的包。',

    CHAIN_SHARED_what: '端口 {{first}} 与 {{second}} 共用链 {{chain}}。',
    CHAIN_SHARED_why: '链名只含端口 id 的前十个字符，而这两个 id 的前十个字符相同。',
    CHAIN_SHARED_follows: '两者都按双方的规则过滤，删除其中一个会带走另一个的规则。',
    CHAIN_SHARED_todo: '请删除其中一个端口并重建，它会得到新的 id。',

    COMMENT_BOTH_WAYS_what: '注释“{{text}}”不说明方向。',
    COMMENT_BOTH_WAYS_why: '在 {{chain}} 中，它既在第 {{into}} 条（进入端口），也在第 {{from}} 条（离开端口）。',
    COMMENT_BOTH_WAYS_follows: '只看注释会把一个方向当成另一个方向。',
    COMMENT_BOTH_WAYS_todo:
      '请看条件：--physdev-out 是进入云主机的流量，--physdev-in 是从它出来的流量。注释只是提示，不是证据。',

    FRAGMENT_PORTS_FALSE_what: '后续分片可以让规则看到任意端口（从 {{table}} 表 {{chain}} 第 {{rule}} 条起）。',
    FRAGMENT_PORTS_FALSE_why:
      '该协议族没有规则需要 conntrack，所以分片不会重组；而 nft 工具的规则会在后续分片中其他字节处读端口。',
    FRAGMENT_PORTS_FALSE_follows: '由发送者决定命中哪条规则。legacy 工具的端口规则从不匹配这种分片。',
    FRAGMENT_PORTS_FALSE_todo: '请装入任何一条需要 conntrack 的规则，例如查状态的规则：之后判断的就是完整的包。',

    BRIDGE_CALLS_OFF_what: '网桥端口之间的帧不经过任何规则。',
    BRIDGE_CALLS_OFF_why: '{{sysctl}} 为 0，网桥不询问 iptables。',
    BRIDGE_CALLS_OFF_follows: '不论安全组怎么说，同一网络的云主机都能互相访问。',
    BRIDGE_CALLS_OFF_todo:
      '`sysctl -w {{sysctl}}=1`，并查明是什么把它设为 0（/etc/sysctl.d 中的文件），否则重启后又会如此。',

    TAGGED_FRAMES_UNSEEN_what: '带 VLAN 标签的帧与 PPPoE 不经过滤就通过 {{device}} 和所有其他端口。',
    TAGGED_FRAMES_UNSEEN_why:
      '网桥只把普通 IP 帧交给 iptables：net.bridge.bridge-nf-filter-vlan-tagged 为 {{vlan}}，bridge-nf-filter-pppoe-tagged 为 {{pppoe}}。',
    TAGGED_FRAMES_UNSEEN_follows: '两台都给帧打标签的云主机可绕过所有安全组互通，任何端口、任何地址都行。',
    TAGGED_FRAMES_UNSEEN_todo: '请把这些 sysctl 设为 1，或用 ebtables 丢弃这些端口的带标签帧（`-p 802_1Q`）。',

    ARP_UNSEEN_what: 'iptables 从不看到 ARP。',
    ARP_UNSEEN_why: 'ARP 不是 IP，只询问 arptables 与 ebtables。',
    ARP_UNSEEN_follows: '除非 ebtables（neutronARP-* 链）检查，{{device}} 可以冒领别人的地址。',
    ARP_UNSEEN_todo: '请看 `ebtables -t nat -L`：每个端口有一条链，只放过它自己的地址。',

    NO_SOURCE_CHECK_IPV6_what: '{{device}} 可以用任意 IPv6 源地址发包。',
    NO_SOURCE_CHECK_IPV6_why: '布局只为端口拥有地址的协议族写源地址检查；{{chain}} 没有通向这样的检查。',
    NO_SOURCE_CHECK_IPV6_follows: '只要其安全组有放行 IPv6 的出口规则（默认就有），伪造的 IPv6 源地址就会通过。',
    NO_SOURCE_CHECK_IPV6_todo: '请从没有 IPv6 的云主机的安全组中删除 IPv6 出口规则。',

    LISTING_WITHOUT_INTERFACES_what: '不带 -v 的 `iptables -L` 不显示网卡。',
    LISTING_WITHOUT_INTERFACES_why: '打印为“ACCEPT all -- anywhere anywhere”的规则可能只对某个网卡成立，例如 -i lo。',
    LISTING_WITHOUT_INTERFACES_follows: '所有结论都假定没有规则限定网卡。',
    LISTING_WITHOUT_INTERFACES_todo: '请提供 `iptables-save` 或 `iptables -L -v -n` 的输出。',
  },
);
