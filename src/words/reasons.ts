import { errorChapter } from './errors.ts';

/**
 * Why a packet passes or not, and what makes an answer less than certain: for each code the sentence, and what to do.
 * Codes are stable (docs/reference/reasons.md).
 */
export const reasons = errorChapter(
  {
    SECURITY_GROUP_INGRESS: [
      'No security group rule of {{port}} lets {{service}} from {{source}} in',
      'add a rule for it to one of the port’s groups, or put the sender into a group that the rules name',
    ],
    SECURITY_GROUP_EGRESS: [
      'No security group rule of {{port}} lets {{service}} to {{destination}} out',
      'add an egress rule for it to one of the port’s groups',
    ],
    ADDRESS_PAIR_MISSING: [
      '{{port}} sends from {{source}}, which is none of its addresses and none of its allowed address pairs',
      'allow it, beside the pairs that it has: portreeve port set {{port}} --allowed-pair {{source}}',
    ],
    ANTI_SPOOFING: [
      '{{port}} may send only under its own MAC and addresses, and this is {{mac}} with {{source}}',
      'if it is meant, allow it beside the pairs that it has: portreeve port set {{port}} --allowed-pair {{source}}={{mac}}',
    ],
    DHCP_GUARD: [
      '{{port}} sends what only a DHCP server sends, and instances may not be DHCP servers',
      'a server of the network itself has a port with owner network:dhcp; else switch port security off',
    ],
    RA_GUARD: [
      '{{port}} announces itself as a router, and instances may not be routers',
      'a router of the network itself has a port with owner network:router_interface; else switch port security off',
    ],
    INVALID_STATE: [
      'The packet belongs to no known connection (state INVALID), and such packets are dropped',
      'begin the connection anew; if it comes back, look for one direction that takes another way',
    ],
    FOREIGN_RULE: [
      'Rule {{rule}} of chain {{chain}} (table {{table}}) drops it; it is none of Portreeve’s',
      'ask who wrote it: {{text}}',
    ],
    CHAIN_POLICY: [
      'No rule of chain {{chain}} (table {{table}}) accepts it, and the policy of the chain is {{policy}}',
      'see who set the policy; Portreeve leaves policies alone',
    ],
    TUNNEL_DROPPED: [
      'On {{host}} rule {{rule}} of chain {{chain}} (table {{table}}) drops what carries it from host to host: udp/{{port}} from {{source}} to {{destination}}',
      'let the tunnel through in the host’s own rules',
    ],
    PORT_DOWN: ['{{port}} is switched off', 'switch it on: portreeve port set {{port}} --admin-state up'],
    PORT_UNBOUND: ['{{port}} is on no host', 'start its instance, or bind it: portreeve port set {{port}} --host HOST'],
    PORT_NOT_READY: [
      '{{device}} of {{port}} is not in service on {{host}}: its agent says {{status}}',
      'see what the agent says of it: portreeve host show {{host}}',
    ],
    UNADOPTED_TAP: [
      'No rule of {{host}} names {{device}} of {{port}}: it is not under filters there',
      'see whether the agent knows it: portreeve host show {{host}}',
    ],
    AGENT_BEHIND: [
      '{{host}} enforces revision {{enforced}} of {{revision}}: what was changed since does not hold there yet',
      'wait for it, or see what keeps it: portreeve host show {{host}}',
    ],
    AGENT_DOWN: [
      'The agent of {{host}} does not answer: this is what the host should hold, not what it holds',
      'see whether the agent runs: systemctl status portreeve-agent on {{host}}',
    ],
    DRIFT: [
      '{{host}} holds other rules than it should ({{differences}} differ): the answer is by those that it holds',
      'see them: portreeve host diff {{host}}',
    ],
    BRIDGE_FILTERING_OFF: [
      'The kernel of {{host}} does not show bridged packets to iptables: no rule is asked, everything passes',
      'on {{host}}: sysctl -w {{name}}=1',
    ],
    OTHER_BACKEND: [
      '{{host}} has rules of the other kind of iptables as well, which these texts do not show',
      'look at both: iptables-legacy-save and iptables-nft-save on {{host}}',
    ],
    PORT_SECURITY_OFF: [
      'Port security of {{port}} is off: nothing is filtered',
      'switch it on: portreeve port set {{port}} --port-security on',
    ],
    TRUSTED_PORT: ['{{port}} belongs to the network itself ({{owner}}) and is not filtered', 'this is as it should be'],
    HOST_TRAFFIC: [
      'What {{host}} and its own port {{port}} say to each other passes INPUT and OUTPUT, not FORWARD: no security group is asked, and no source is checked',
      'filter it in the host’s own rules, if need be',
    ],
    OUTSIDE_ADDRESS: [
      '{{address}} is no port’s address: only the side of {{port}} is judged',
      'look at the filters on the way there, too',
    ],
    NETWORKS_DIFFER: [
      '{{from}} and {{to}} are on different networks: a router has to connect them, which is not followed here',
      'trace to the router’s port and from it on',
    ],
    UNDETERMINED: [
      'It hangs on what the rules and sets at hand do not tell: {{what}}',
      'give what is missing (members of sets: ipset save), or try it with --live',
    ],
    FILTERS_PASS: [
      'All filters let it pass',
      'if it still does not arrive, look at the instance itself: its own firewall, and whether something listens',
    ],
  },
  {
    SECURITY_GROUP_INGRESS: [
      '{{port}} 没有任何安全组规则放行来自 {{source}} 的 {{service}}',
      '请在该网络端口的某个安全组中添加规则，或把发送方加入规则所指的安全组',
    ],
    SECURITY_GROUP_EGRESS: [
      '{{port}} 没有任何安全组规则放行发往 {{destination}} 的 {{service}}',
      '请在该网络端口的某个安全组中添加出方向规则',
    ],
    ADDRESS_PAIR_MISSING: [
      '{{port}} 以 {{source}} 为源地址发送，而它既不是该网络端口的地址，也不在允许的地址对中',
      '可在已有的地址对之外允许它：portreeve port set {{port}} --allowed-pair {{source}}',
    ],
    ANTI_SPOOFING: [
      '{{port}} 只能以自己的 MAC 与地址发送，而这个包是 {{mac}} 与 {{source}}',
      '若确需如此，可在已有的地址对之外允许它：portreeve port set {{port}} --allowed-pair {{source}}={{mac}}',
    ],
    DHCP_GUARD: [
      '{{port}} 发出了只有 DHCP 服务器才会发的包，而云主机不得充当 DHCP 服务器',
      '网络自身的服务器使用属主为 network:dhcp 的网络端口；否则只能关闭端口安全',
    ],
    RA_GUARD: [
      '{{port}} 宣告自己是路由器，而云主机不得充当路由器',
      '网络自身的路由器使用属主为 network:router_interface 的网络端口；否则只能关闭端口安全',
    ],
    INVALID_STATE: [
      '该包不属于任何已知连接（状态 INVALID），这类包会被丢弃',
      '请重新建立连接；若反复出现，请检查是否有一个方向走了另一条路径',
    ],
    FOREIGN_RULE: [
      '{{table}} 表 {{chain}} 链第 {{rule}} 条把它丢弃；该规则不属于 Portreeve',
      '请查明是谁写的：{{text}}',
    ],
    CHAIN_POLICY: [
      '{{table}} 表 {{chain}} 链没有规则放行它，而该链的默认策略是 {{policy}}',
      '请查明是谁设置了默认策略；Portreeve 不改动默认策略',
    ],
    TUNNEL_DROPPED: [
      '{{host}} 上 {{table}} 表 {{chain}} 链第 {{rule}} 条丢弃了主机之间承载它的包：从 {{source}} 到 {{destination}} 的 udp/{{port}}',
      '请在主机自己的规则中放行隧道',
    ],
    PORT_DOWN: ['{{port}} 已停用', '请启用：portreeve port set {{port}} --admin-state up'],
    PORT_UNBOUND: ['{{port}} 不在任何主机上', '请启动其云主机，或绑定：portreeve port set {{port}} --host HOST'],
    PORT_NOT_READY: [
      '{{port}} 的 {{device}} 在 {{host}} 上没有投入使用：代理报告为 {{status}}',
      '查看代理的说明：portreeve host show {{host}}',
    ],
    UNADOPTED_TAP: [
      '{{host}} 的规则没有涉及 {{port}} 的 {{device}}：它在那里不受过滤',
      '请查看代理是否知道它：portreeve host show {{host}}',
    ],
    AGENT_BEHIND: [
      '{{host}} 执行的是版本 {{enforced}}，最新为 {{revision}}：此后的变更在那里尚未生效',
      '请等待，或查看原因：portreeve host show {{host}}',
    ],
    AGENT_DOWN: [
      '{{host}} 的代理没有应答：这里是该主机应有的规则，而不是它实际的规则',
      '请检查代理是否在运行：在 {{host}} 上执行 systemctl status portreeve-agent',
    ],
    DRIFT: [
      '{{host}} 的规则与应有的不同（{{differences}} 处差异）：此处以实际规则为准',
      '查看差异：portreeve host diff {{host}}',
    ],
    BRIDGE_FILTERING_OFF: [
      '{{host}} 的内核不把网桥上的包交给 iptables：任何规则都不起作用，所有包都会通过',
      '在 {{host}} 上执行：sysctl -w {{name}}=1',
    ],
    OTHER_BACKEND: [
      '{{host}} 上还有另一种 iptables 的规则，这些文本没有显示',
      '请两种都查看：在 {{host}} 上执行 iptables-legacy-save 与 iptables-nft-save',
    ],
    PORT_SECURITY_OFF: [
      '{{port}} 的端口安全已关闭：不做任何过滤',
      '请开启：portreeve port set {{port}} --port-security on',
    ],
    TRUSTED_PORT: ['{{port}} 属于网络自身（{{owner}}），不做过滤', '理应如此'],
    HOST_TRAFFIC: [
      '{{host}} 与其自身的网络端口 {{port}} 之间的流量经过 INPUT 和 OUTPUT，不经过 FORWARD：不查安全组，也不检查源地址',
      '如有需要，请在主机自己的规则中过滤',
    ],
    OUTSIDE_ADDRESS: ['{{address}} 不是任何网络端口的地址：只判断 {{port}} 一侧', '请同时检查通往那里的路径上的过滤'],
    NETWORKS_DIFFER: [
      '{{from}} 与 {{to}} 在不同的网络上：须由路由器连接，这里不作追踪',
      '请分别追踪到路由器端口以及从路由器端口出发的路径',
    ],
    UNDETERMINED: [
      '结果取决于现有规则与集合未说明的内容：{{what}}',
      '请补充缺少的内容（集合成员：ipset save），或用 --live 实测',
    ],
    FILTERS_PASS: ['所有过滤都放行', '若仍不通，请检查云主机自身：它自己的防火墙，以及是否有程序在监听'],
  },
);
