import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const wireErrors = errorChapter(
  {
    STATE_NOT_JSON: ['The host state is not JSON: {{reason}}', 'check the file with a JSON tool, such as `jq . FILE`'],
    STATE_MEMBER_MISSING: ['{{path}} is missing', 'add it; it must be of type {{expected}}'],
    STATE_WRONG_TYPE: [
      '{{path}} is of type {{found}}, not {{expected}}',
      'see docs/reference/host-state.md, for packets docs/reference/trace.md',
    ],
    STATE_BAD_NUMBER: [
      '{{path}}: {{text}} is not a whole number from {{min}} to {{max}}',
      'write a number within those bounds',
    ],
    STATE_BAD_CHOICE: ['{{path}}: "{{text}}" is not one of {{allowed}}', 'write one of those words'],
    STATE_BAD_ID: ['{{path}}: "{{text}}" is not an id', 'use the id that the API shows, a UUID'],
    STATE_BAD_ADDRESS: ['{{path}}: {{text}} is not an IP address', 'write it as 10.0.0.5 or 2001:db8::5'],
    STATE_BAD_CIDR: [
      '{{path}}: {{text}} is not an IP address or prefix',
      'write it as 10.0.0.0/24 or 2001:db8::/64; the length is at most 32 for IPv4 and 128 for IPv6',
    ],
    STATE_BAD_MAC: ['{{path}}: {{text}} is not a MAC address', 'write it as fa:16:3e:05:b8:03'],
    STATE_BAD_PROTOCOL: [
      '{{path}}: "{{text}}" is not a protocol',
      'write a name such as tcp, or a number from 0 to 255 as text; null is every protocol',
    ],
    STATE_PORT_RANGE: [
      '{{path}}: ports {{first}} to {{last}} are not a range',
      'give port_range_min and port_range_max, the smaller one first',
    ],
    STATE_PREFIX_FAMILY: [
      '{{path}}: {{text}} does not belong to a rule for {{ethertype}}',
      'change the ethertype of the rule, or the prefix',
    ],
    STATE_TWO_REMOTES: [
      '{{path}} names more than one remote: {{members}}',
      'keep one of them, and make a rule of its own for each other',
    ],
    STATE_DUPLICATE_ID: ['{{path}}: {{id}} was there before, in {{first}}', 'remove one of the two, or mend its id'],
    STATE_GROUP_UNKNOWN: [
      '{{path}}: security group {{id}} is not in security_groups',
      'add the group with its rules, or take it off the port',
    ],
    STATE_ADDRESS_GROUP_UNKNOWN: [
      '{{path}}: address group {{id}} is not in address_groups',
      'add the group with its addresses',
    ],
    STATE_UNKNOWN_MEMBER: ['{{path}} is not a member of a host state', 'did you mean {{nearest}}?'],
    STATE_UNKNOWN_OPTION: ['{{path}} is not an option', 'did you mean {{nearest}}?'],
    STATE_UNKNOWN_PROFILE: ['{{path}}: there is no profile "{{text}}"', 'did you mean {{nearest}}? known: {{allowed}}'],
    STATE_BAD_PREFIX: [
      '{{path}}: "{{text}}" cannot begin the name of a chain',
      'use letters, digits, -, _ and . only; a path or blanks in it are fine',
    ],
    STATE_NO_STEPS: ['{{path}} has no step', 'give at least one state in it, or leave it out'],
    PACKET_NOT_JSON: [
      'This is not the JSON of a packet: {{start}}',
      'write one object, each key once: {"family": "ipv4", "path": "bridged", ...}; see docs/reference/trace.md',
    ],
    PACKET_UNKNOWN_MEMBER: ['{{path}} is not a member of a packet', 'did you mean {{nearest}}?'],
    PACKET_OTHER_FAMILY: [
      '{{path}}: {{text}} is not an address of {{family}}',
      'give both addresses in the family of the packet',
    ],
    STATE_BAD_LINE: ['{{path}} is more than one line', 'give each line of the dump as an item of its own'],
  },
  {
    STATE_NOT_JSON: ['主机状态不是 JSON：{{reason}}', '请用 JSON 工具检查该文件，例如 `jq . FILE`'],
    STATE_MEMBER_MISSING: ['缺少 {{path}}', '请补上，类型须为 {{expected}}'],
    STATE_WRONG_TYPE: [
      '{{path}} 的类型是 {{found}}，应为 {{expected}}',
      '参见 docs/reference/host-state.md；数据包参见 docs/reference/trace.md',
    ],
    STATE_BAD_NUMBER: ['{{path}}：{{text}} 不是 {{min}} 到 {{max}} 之间的整数', '请写该范围内的数'],
    STATE_BAD_CHOICE: ['{{path}}:“{{text}}”不在 {{allowed}} 之中', '请从中选一个'],
    STATE_BAD_ID: ['{{path}}:“{{text}}”不是 id', '请使用 API 显示的 id(UUID)'],
    STATE_BAD_ADDRESS: ['{{path}}：{{text}} 不是 IP 地址', '请写成 10.0.0.5 或 2001:db8::5'],
    STATE_BAD_CIDR: [
      '{{path}}：{{text}} 不是 IP 地址或网段',
      '请写成 10.0.0.0/24 或 2001:db8::/64;IPv4 前缀长度最大 32,IPv6 最大 128',
    ],
    STATE_BAD_MAC: ['{{path}}：{{text}} 不是 MAC 地址', '请写成 fa:16:3e:05:b8:03'],
    STATE_BAD_PROTOCOL: [
      '{{path}}:“{{text}}”不是协议',
      '请写协议名（如 tcp），或以文本写 0 到 255 的编号；null 表示所有协议',
    ],
    STATE_PORT_RANGE: [
      '{{path}}：端口 {{first}} 到 {{last}} 不成范围',
      '请同时给出 port_range_min 与 port_range_max，小的在前',
    ],
    STATE_PREFIX_FAMILY: ['{{path}}：{{text}} 与 {{ethertype}} 规则不符', '请修改规则的 ethertype 或网段'],
    STATE_TWO_REMOTES: ['{{path}} 指定了多个远端：{{members}}', '只保留一个，其余各建一条规则'],
    STATE_DUPLICATE_ID: ['{{path}}：{{id}} 重复，先见于 {{first}}', '请删去其一，或更正 id'],
    STATE_GROUP_UNKNOWN: ['{{path}}:security_groups 中没有安全组 {{id}}', '请加入该组及其规则，或从端口移除它'],
    STATE_ADDRESS_GROUP_UNKNOWN: ['{{path}}:address_groups 中没有地址组 {{id}}', '请加入该组及其地址'],
    STATE_UNKNOWN_MEMBER: ['{{path}} 不是主机状态的成员', '是否想写 {{nearest}}？'],
    STATE_UNKNOWN_OPTION: ['{{path}} 不是选项', '是否想写 {{nearest}}？'],
    STATE_UNKNOWN_PROFILE: ['{{path}}：没有配置“{{text}}”', '是否想写 {{nearest}}？可用：{{allowed}}'],
    STATE_BAD_PREFIX: ['{{path}}:“{{text}}”不能作为链名的开头', '只用字母、数字、-、_ 和 .；可以是路径，也可含空格'],
    STATE_NO_STEPS: ['{{path}} 中没有步骤', '请至少给出一个状态，或去掉该成员'],
    PACKET_NOT_JSON: [
      '这不是数据包的 JSON：{{start}}',
      '请写成一个对象，每个键只出现一次：{"family": "ipv4", "path": "bridged", ...}；参见 docs/reference/trace.md',
    ],
    PACKET_UNKNOWN_MEMBER: ['{{path}} 不是数据包的成员', '是否想写 {{nearest}}？'],
    PACKET_OTHER_FAMILY: ['{{path}}：{{text}} 不是 {{family}} 地址', '两端地址都须属于数据包的地址族'],
    STATE_BAD_LINE: ['{{path}} 不止一行', '请将转储的每一行作为单独一项'],
  },
);

export const wireWords = chapter({}, {});
