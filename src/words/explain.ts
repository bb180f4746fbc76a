import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const explainErrors = errorChapter(
  {
    WRONG_FAMILY: [
      'A packet of {{packet}} cannot be judged by rules of {{rules}}',
      'give the rules of its own family: iptables-save for ipv4, ip6tables-save for ipv6',
    ],
  },
  {
    WRONG_FAMILY: [
      '不能用 {{rules}} 的规则判断 {{packet}} 的包',
      '请给出同一地址族的规则：ipv4 用 iptables-save，ipv6 用 ip6tables-save',
    ],
  },
);

export const explainWords = chapter(
  {
    traceSummary: 'Why a packet passes, or not',
    flagRuleset: 'rules to judge by: text of iptables-save or ip6tables-save; - is the standard input',
    flagIpset: 'sets that the rules name: text of ipset save',
    flagPacket: 'one packet, as JSON (docs/reference/trace.md)',
    flagPackets: 'file with a packet a line, as JSON; - is the standard input',
    verdictBy: '{{verdict}} by rule {{rule}} of chain {{chain}} (table {{table}})',
    verdictOpen: '{{verdict}}: it hangs on {{unknowns}}',
  },
  {
    traceSummary: '说明一个包为何放行或被丢弃',
    flagRuleset: '所依据的规则：iptables-save 或 ip6tables-save 的文本；- 表示标准输入',
    flagIpset: '规则所引用的集合：ipset save 的文本',
    flagPacket: '一个包，JSON 格式（docs/reference/trace.md）',
    flagPackets: '每行一个 JSON 包的文件；- 表示标准输入',
    verdictBy: '{{verdict}}，由 {{table}} 表 {{chain}} 链第 {{rule}} 条决定',
    verdictOpen: '{{verdict}}：取决于 {{unknowns}}',
  },
);
