import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const dumpsErrors = errorChapter(
  {
    NOTHING_READ: [
      'There are no rules in {{files}}. {{reason}}',
      'give the output of iptables-save, ip6tables-save, iptables -S or iptables -L',
    ],
    NOT_TEXT: ['{{path}} is no text', 'unpack it first if it is an archive: gunzip -c FILE | portreeve explain -'],
    BACKEND_NOT_SHOWN: [
      'No text says that its rules are those of {{backend}}',
      'give the output of iptables-{{backend}}-save, or leave --backend out',
    ],
    FAMILY_NOT_SHOWN: [
      'The texts hold no rules of {{family}}',
      'give them as well: iptables-save for ipv4, ip6tables-save for ipv6',
    ],
    CHAIN_NOT_FOUND: ['The texts have no chain {{chain}}', 'did you mean {{meant}}?'],
    TWO_RULESETS: [
      'The texts hold {{count}} rulesets of {{family}} ({{backends}}), and this question can be asked of one at a time',
      'choose with --backend nft or --backend legacy, or leave one text out; `portreeve trace --packet` walks both',
    ],
  },
  {
    NOTHING_READ: [
      '{{files}} 中没有规则。{{reason}}',
      '请给出 iptables-save、ip6tables-save、iptables -S 或 iptables -L 的输出',
    ],
    NOT_TEXT: ['{{path}} 不是文本', '若为压缩包请先解开：gunzip -c FILE | portreeve explain -'],
    BACKEND_NOT_SHOWN: [
      '没有文本说明其规则属于 {{backend}}',
      '请给出 iptables-{{backend}}-save 的输出，或去掉 --backend',
    ],
    FAMILY_NOT_SHOWN: ['文本中没有 {{family}} 的规则', '请一并给出：ipv4 用 iptables-save，ipv6 用 ip6tables-save'],
    CHAIN_NOT_FOUND: ['文本中没有链 {{chain}}', '您是否指 {{meant}}？'],
    TWO_RULESETS: [
      '文本中有 {{count}} 套 {{family}} 规则（{{backends}}），而此问题一次只能针对一套',
      '请用 --backend nft 或 --backend legacy 选择，或去掉其中一份文本；`portreeve trace --packet` 会依次经过两套',
    ],
  },
);

export const dumpsWords = chapter(
  {
    argFiles:
      'one host: iptables-save, ip6tables-save, iptables -S, iptables -L and ipset save in any files, or the JSON of host show; - is the standard input',
    flagIpset: 'sets that the rules name: text of ipset save; it may also stand in the other files',
    flagFamily: 'only this family; also that of texts which do not tell it',
    flagTable: 'table of iptables -L and iptables -S, which do not name it',
    flagBackend: 'only the rules of this backend, where the texts hold both',
    flagHosts: 'addresses of names that iptables -L without -n prints, as in /etc/hosts',
    flagNoInterfaces: 'take it that no rule of iptables -L without -v names an interface',
    moreFindings_one: '{{count}} more of the like (--json shows it)',
    moreFindings_other: '{{count}} more of the like (--json shows them)',
  },
  {
    argFiles:
      '一台主机：iptables-save、ip6tables-save、iptables -S、iptables -L 与 ipset save，文件任意拆分，或 host show 的 JSON；- 表示标准输入',
    flagIpset: '规则所引用的集合：ipset save 的文本；也可写在其他文件中',
    flagFamily: '仅此地址族；也用于未写明地址族的文本',
    flagTable: 'iptables -L 与 iptables -S 所属的表（其输出不写表名）',
    flagBackend: '文本含两种后端时仅取此后端的规则',
    flagHosts: 'iptables -L 不带 -n 时所印名称的地址，格式同 /etc/hosts',
    flagNoInterfaces: '假定 iptables -L 不带 -v 时没有规则限定网卡',
    moreFindings_one: '另有 {{count}} 条类似提示（--json 可全部显示）',
    moreFindings_other: '另有 {{count}} 条类似提示（--json 可全部显示）',
  },
);
