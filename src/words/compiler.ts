import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const compilerErrors = errorChapter(
  {
    PORT_CHAINS_COLLIDE: [
      'The chains of port {{first}} and of port {{second}} would have the same names',
      'a chain holds the first ten characters of a port id; make one of the ports anew, it gets another id',
    ],
    LAYOUT_UNKNOWN: ['There is no chain layout "{{layout}}"', 'did you mean {{nearest}}?'],
  },
  {
    PORT_CHAINS_COLLIDE: [
      '端口 {{first}} 与端口 {{second}} 的链会重名',
      '链名含端口 id 的前十个字符；请重建其中一个端口以获得新的 id',
    ],
    LAYOUT_UNKNOWN: ['没有链布局“{{layout}}”', '是否想写 {{nearest}}？'],
  },
);

export const compilerWords = chapter(
  {
    compileSummary: 'Write the rules, sets and flushes of a host whose state is in a file',
    argState: 'host-state file (docs/reference/host-state.md), or - for the standard input',
    flagOut: 'folder for iptables.v4, iptables.v6, ipset and conntrack',
    flagWhy: 'list each rule with the security group rule, port or guard that it comes from',
    flagProfile: 'write as this release does, whatever the file says',
    written: 'Wrote {{files}} files to {{folder}}',
    columnFamily: 'Family',
    columnTable: 'Table',
    columnChain: 'Chain',
    columnNumber: 'No.',
    columnRule: 'Rule',
    columnWhy: 'Why',
    ADDRESS_GROUP_UNRESTRICTED:
      'Warning: rule {{rule}} of group {{group}} names an address group, which this profile does not restrict: it holds for every address. Use profile caracal.',
    PROTOCOL_IPIP_MEANS_94:
      'Warning: rule {{rule}} of group {{group}} says ipip, which this profile writes as protocol 94, not 4. Use profile caracal, or the number 4.',
    PORTS_IGNORED:
      'Warning: rule {{rule}} of group {{group}} has ports or types that its protocol does not have here: they are left out.',
    ICMP_OF_OTHER_FAMILY:
      'Warning: rule {{rule}} of group {{group}} has types of the other IP version: no kernel takes it, so it is left out.',
    whyRule: 'rule {{rule}} of group {{group}}, port {{port}}',
    whySet: 'members of group {{group}}',
    'whyGuard_mac-ip': 'guard: only the MAC and addresses of port {{port}}',
    whyGuard_dhcp: 'guard: port {{port}} is no DHCP server',
    whyGuard_ra: 'guard: port {{port}} is no router',
    whyGuard_arp: 'guard: ARP only for the addresses of port {{port}}',
    whyGuard_ndp: 'guard: neighbour discovery only for the addresses of port {{port}}',
    whyPort: '{{what}}, port {{port}}',
    whyScaffold_dispatch: 'leads on to the chains of the layout',
    whyScaffold_established: 'packets of known connections',
    whyScaffold_invalid: 'packets that belong to no connection',
    whyScaffold_fallback: 'what no rule admits',
    whyScaffold_conntrackZone: 'conntrack zone of the network',
    whyScaffold_trusted: 'every packet passes',
    whyScaffold_portSecurityOff: 'port security is off',
    whyScaffold_dhcp: 'DHCP',
    whyScaffold_icmpv6: 'ICMPv6 that IPv6 needs',
  },
  {
    compileSummary: '根据文件中的主机状态写出其规则、集合与连接清除命令',
    argState: '主机状态文件（docs/reference/host-state.md），- 表示标准输入',
    flagOut: '存放 iptables.v4、iptables.v6、ipset 和 conntrack 的目录',
    flagWhy: '列出每条规则来自哪条安全组规则、哪个端口或哪项防护',
    flagProfile: '按该版本书写，不论文件怎么说',
    written: '已向 {{folder}} 写入 {{files}} 个文件',
    columnFamily: '协议族',
    columnTable: '表',
    columnChain: '链',
    columnNumber: '序号',
    columnRule: '规则',
    columnWhy: '缘由',
    ADDRESS_GROUP_UNRESTRICTED:
      '警告：组 {{group}} 的规则 {{rule}} 指定了地址组，而此版本不据此限制：对任何地址都成立。请改用 caracal。',
    PROTOCOL_IPIP_MEANS_94:
      '警告：组 {{group}} 的规则 {{rule}} 写的是 ipip，此版本会写成协议 94 而不是 4。请改用 caracal 或数字 4。',
    PORTS_IGNORED: '警告：组 {{group}} 的规则 {{rule}} 带有其协议在此没有的端口或类型：已略去。',
    ICMP_OF_OTHER_FAMILY: '警告：组 {{group}} 的规则 {{rule}} 带有另一 IP 版本的类型：内核不接受，故未写出。',
    whyRule: '组 {{group}} 的规则 {{rule}}，端口 {{port}}',
    whySet: '组 {{group}} 的成员',
    'whyGuard_mac-ip': '防护：只许端口 {{port}} 的 MAC 与地址',
    whyGuard_dhcp: '防护：端口 {{port}} 不是 DHCP 服务器',
    whyGuard_ra: '防护：端口 {{port}} 不是路由器',
    whyGuard_arp: '防护：ARP 只许端口 {{port}} 的地址',
    whyGuard_ndp: '防护：邻居发现只许端口 {{port}} 的地址',
    whyPort: '{{what}}，端口 {{port}}',
    whyScaffold_dispatch: '引向本布局的链',
    whyScaffold_established: '已知连接的包',
    whyScaffold_invalid: '不属于任何连接的包',
    whyScaffold_fallback: '没有规则放行的包',
    whyScaffold_conntrackZone: '网络的 conntrack 区域',
    whyScaffold_trusted: '所有包均放行',
    whyScaffold_portSecurityOff: '端口安全已关闭',
    whyScaffold_dhcp: 'DHCP',
    whyScaffold_icmpv6: 'IPv6 所需的 ICMPv6',
  },
);
