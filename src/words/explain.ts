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

export const explainWords = chapter({}, {});
