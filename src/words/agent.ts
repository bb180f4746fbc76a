import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const agentErrors = errorChapter(
  {
    AGENT_RUNNING: [
      'An agent is already running in this network namespace',
      'there can be one only: stop the other one first',
    ],
    SOURCE_ENDED: ['{{endpoint}} ended the stream of states', 'nothing to do: the agent connects again by itself'],
    FEED_GAP: [
      'The feed goes on from revision {{from}}, and this host is at {{have}}',
      'nothing to do: the agent asks for the whole state',
    ],
    FEED_UNREADABLE: [
      'The feed holds a line that is not understood: {{line}}',
      'check that server and agent are of one version',
    ],
    STATE_NOT_YAML: ['{{path}} is not YAML: {{reason}}', 'check the indentation and the quotes of that line'],
    NO_TUNNEL_IP: [
      'Network {{network}} is a vxlan network, and this host has no tunnel address',
      'start the agent with `--tunnel-ip` and an address of this host',
    ],
    NETWORK_UNMAPPED: [
      'Network {{network}} is on {{physnet}}, and no interface of this host is mapped to it',
      'start the agent with `--physical {{physnet}}:INTERFACE`',
    ],
    INTERFACE_MISSING: [
      'Interface {{name}}, which network {{network}} is mapped to, is not on this host',
      'check `--physical` and `ip link`',
    ],
    INTERFACE_NAME_LONG: [
      'Network {{network}} needs an interface {{name}}, and the kernel takes 15 characters at most',
      'rename the physical interface to a shorter name',
    ],
    INTERFACE_TAKEN: [
      'Network {{network}} needs the interface {{name}}, which another network of this host has',
      'give each network a segment of its own',
    ],
    RULE_REFUSED: [
      'The kernel refused "{{line}}", which comes from rule {{rule}} of security group {{group}} for port {{port}}: {{reason}}',
      'change or delete that rule; until then it is left out, and everything else is enforced',
    ],
    PORT_REFUSED: [
      'The kernel refused "{{line}}", which belongs to port {{port}}: {{reason}}',
      'check the addresses of the port; until then it passes nothing, and all others are enforced',
    ],
    BRIDGE_FILTERING_OFF: [
      '{{name}} is {{value}}: packets between instances of one bridge are not filtered',
      'run `sysctl -w {{name}}=1`, or start the agent without `--sysctl check`',
    ],
    BRIDGE_FILTERING_MISSING: [
      'The kernel has no {{name}}: packets between instances of one bridge are not filtered',
      'load the module: `modprobe br_netfilter`',
    ],
    APPLY_FAILED: ['The state could not be enforced: {{reason}}', '{{hint}}'],
    METRICS_UNSERVED: ['Metrics cannot be served on {{listen}}: {{reason}}', 'choose another address with `--metrics`'],
    BAD_MAPPING: ['"{{text}}" is not a mapping of a physical network', 'write it as physnet1:eth1'],
  },
  {
    AGENT_RUNNING: ['此网络命名空间中已有一个代理在运行', '只能有一个：请先停止另一个'],
    SOURCE_ENDED: ['{{endpoint}} 结束了状态流', '无需操作：代理会自行重新连接'],
    FEED_GAP: ['状态流从修订 {{from}} 继续，而本主机处于 {{have}}', '无需操作：代理会重新请求完整状态'],
    FEED_UNREADABLE: ['状态流中有无法理解的一行：{{line}}', '请检查服务器与代理的版本是否一致'],
    STATE_NOT_YAML: ['{{path}} 不是 YAML：{{reason}}', '请检查该行的缩进与引号'],
    NO_TUNNEL_IP: [
      '网络 {{network}} 是 vxlan 网络，而本主机没有隧道地址',
      '启动代理时请用 `--tunnel-ip` 给出本主机的一个地址',
    ],
    NETWORK_UNMAPPED: [
      '网络 {{network}} 位于 {{physnet}}，而本主机没有接口映射到它',
      '启动代理时请加 `--physical {{physnet}}:接口`',
    ],
    INTERFACE_MISSING: ['网络 {{network}} 映射到的接口 {{name}} 不在本主机上', '请检查 `--physical` 与 `ip link`'],
    INTERFACE_NAME_LONG: ['网络 {{network}} 需要接口 {{name}}，而内核最多接受 15 个字符', '请把物理接口改成更短的名字'],
    INTERFACE_TAKEN: [
      '网络 {{network}} 需要接口 {{name}}，而本主机上的另一个网络已占用它',
      '请给每个网络各自的网段编号',
    ],
    RULE_REFUSED: [
      '内核拒绝了 "{{line}}"，它来自端口 {{port}} 的安全组 {{group}} 的规则 {{rule}}：{{reason}}',
      '请修改或删除该规则；在此之前略去它，其余全部生效',
    ],
    PORT_REFUSED: [
      '内核拒绝了 "{{line}}"，它属于端口 {{port}}：{{reason}}',
      '请检查该端口的地址；在此之前它不通过任何报文，其余全部生效',
    ],
    BRIDGE_FILTERING_OFF: [
      '{{name}} 为 {{value}}：同一网桥上云主机之间的报文不经过滤',
      '请运行 `sysctl -w {{name}}=1`，或启动代理时不加 `--sysctl check`',
    ],
    BRIDGE_FILTERING_MISSING: [
      '内核没有 {{name}}：同一网桥上云主机之间的报文不经过滤',
      '请加载模块：`modprobe br_netfilter`',
    ],
    APPLY_FAILED: ['状态未能生效：{{reason}}', '{{hint}}'],
    METRICS_UNSERVED: ['无法在 {{listen}} 提供指标：{{reason}}', '请用 `--metrics` 选择另一个地址'],
    BAD_MAPPING: ['"{{text}}" 不是物理网络的映射', '请写成 physnet1:eth1'],
  },
);

export const agentWords = chapter(
  {
    runSummary: 'run the agent of this host: keep its packet filter as the server or a file says',
    flagHost: 'name of this host, as ports are bound to it',
    flagServer: 'where the server is: http://HOST:PORT or unix:/PATH',
    flagTokenFile: 'file with the token for the server',
    flagState: 'take the state from this file (JSON or YAML) and not from a server',
    flagBackend: 'kind of iptables; auto takes what the host uses, memory only pretends',
    flagProfile: 'release of Neutron whose rules are written',
    flagTunnelIp: 'address of this host that vxlan tunnels start from',
    flagVxlanPort: 'UDP port of vxlan tunnels (8472)',
    flagPhysical: 'interface of a physical network, such as physnet1:eth1',
    flagSysctl: 'set the switches that show bridged packets to iptables, or only check them',
    flagAuditInterval: 'seconds between two looks for changes that others made to our rules (300)',
    flagRescanInterval: 'seconds between two looks at the interfaces when nothing was heard of them (30)',
    flagMetrics: 'serve metrics for Prometheus on this address, such as 127.0.0.1:9697',
    flagRunDir: 'folder for what must survive a killed agent, but not a reboot (/run/portreeve)',
    flagOnce: 'apply the state once and end',
    onceDone_one: 'Revision {{revision}} is enforced: {{count}} port.',
    onceDone_other: 'Revision {{revision}} is enforced: {{count}} ports.',
    zedWarning:
      'Profile zed writes what that release wrote: rules with a remote address group restrict nothing, and ipip lets protocol 94 through. Profile caracal is right in both.',
  },
  {
    runSummary: '运行本主机的代理：使其报文过滤与服务器或文件所述一致',
    flagHost: '本主机的名称，即端口所绑定的主机名',
    flagServer: '服务器地址：http://HOST:PORT 或 unix:/PATH',
    flagTokenFile: '存有服务器令牌的文件',
    flagState: '从此文件（JSON 或 YAML）而不是从服务器读取状态',
    flagBackend: 'iptables 的种类；auto 取主机所用的，memory 只是模拟',
    flagProfile: '按 Neutron 的哪个版本写规则',
    flagTunnelIp: '本主机上 vxlan 隧道所用的地址',
    flagVxlanPort: 'vxlan 隧道的 UDP 端口（8472）',
    flagPhysical: '物理网络对应的接口，例如 physnet1:eth1',
    flagSysctl: '设置（或仅检查）让 iptables 看到网桥报文的开关',
    flagAuditInterval: '两次检查他人改动之间的秒数（300）',
    flagRescanInterval: '没有接口事件时，两次查看接口之间的秒数（30）',
    flagMetrics: '在此地址提供 Prometheus 指标，例如 127.0.0.1:9697',
    flagRunDir: '存放代理被杀后仍需保留、重启后不需保留之物的目录（/run/portreeve）',
    flagOnce: '应用一次状态后结束',
    onceDone_one: '修订 {{revision}} 已生效：{{count}} 个网络端口。',
    onceDone_other: '修订 {{revision}} 已生效：{{count}} 个网络端口。',
    zedWarning:
      '配置 zed 照该版本的原样写规则：带远端地址组的规则不作任何限制，ipip 放行的是协议 94。配置 caracal 在这两处都正确。',
  },
);
