import { chapter } from './catalogue.ts';

/** What is to be said of the texts of a host: what is missing, what was taken, what was mended. */
export const readerWords = chapter(
  {
    line_unknown: 'Line {{line}} is not understood and may be a rule ({{count}} lines): {{text}}',
    line_too_long: 'Line {{line}} is longer than any program prints it and was not read',
    part_omitted:
      'From line {{line}} on the text was not read ({{count}} lines): it begins too many rulesets to be one host',
    noise: 'Line {{line}} is none of the dump and was left out ({{count}} lines): {{text}}',
    line_inserts: 'Line {{line}} inserts a rule, which no dump does; it was put where it says: {{text}}',
    table_unfinished: 'The table that ends before line {{line}} has no COMMIT: the dump is cut off',
    table_twice:
      'Table {{table}} of {{family}} (line {{line}}) is there for the second time (line {{other}}); both are kept: say which backend or which moment each is of',
    ruleset_omitted: 'The rules from line {{line}} on were left out: there are {{rulesets}} rulesets already',
    chain_twice: 'Line {{line}} declares a chain for the second time: {{text}}',
    chain_undeclared:
      'Line {{line}} adds to a chain of the kernel whose policy no line tells; ACCEPT was taken: {{text}}',
    chain_lost: 'Line {{line}} adds to a chain that no line declares: a line of the dump is lost or wrong: {{text}}',
    chain_head_lost:
      'The rules from line {{line}} on have lost the line that names their chain ({{count}} lines): {{text}}',
    chain_not_shown: 'Rules from line {{line}} on lead to {{text}}, which is no chain of the text and no known target',
    references_differ:
      'Chain {{text}} (line {{line}}) says that {{stated}} rules lead to it, and {{found}} do: the listing is cut off or incomplete',
    quote_unclosed: 'Line {{line}} has a quote that is not closed; its rule is kept as unknown: {{text}}',
    set_twice: 'Line {{line}} creates a set for the second time: {{text}}',
    set_differs: 'Set {{name}} (line {{line}}) has other members than at line {{other}}: it is treated as unknown',
    set_undeclared: 'Line {{line}} adds to a set that is not created: {{text}}',
    set_cut:
      'Set {{name}} (line {{line}}) says that it has {{stated}} members, and {{found}} are there: it is treated as unknown',
    set_without_members: 'Set {{name}} (line {{line}}) is shown without its members: give the output of ipset save',
    sets_missing: 'The rules ask {{sets}} sets whose members no text gives: {{names}}. Give the output of ipset save',
    script_line: 'Line {{line}} is a command that changes rules, not a dump of them ({{count}} lines): {{text}}',
    program_message: 'Line {{line}} is a message of a program: {{text}}',
    legacy_tables:
      'Line {{line}} says that there are rules of {{program}}-legacy that this text does not show: give the output of {{program}}-legacy-save as well',
    table_incompatible:
      'Line {{line}} says that iptables cannot print table {{table}}: it has rules that only nft shows',
    nft_ruleset:
      'The output of nft from line {{line}} on cannot be read: it leaves out what iptables matches ask. Give the output of iptables-save instead',
    nothing_read:
      'No rules and no sets were found. Give the output of iptables-save, iptables -S, iptables -L -v -n or ipset save',
    family_unknown: 'Nothing from line {{line}} on tells IPv4 from IPv6; {{family}} was taken. Say which it is',
    family_mixed:
      'The rules from line {{line}} on name addresses of both families ({{ipv4}} of ipv4, {{ipv6}} of ipv6)',
    family_differs: 'The part from line {{line}} on should be {{told}}, but its rules are those of {{seen}}',
    table_guessed: 'The table of the rules from line {{line}} on is not named; {{table}} was taken',
    one_chain: 'From line {{line}} on only some chains of a table are shown',
    interface_not_shown:
      'A listing without -v (line {{line}}) shows no interfaces: each of its {{rules}} rules may be narrower than it looks. Give iptables-save, or assume that no rule names one',
    interface_assumed:
      'A listing without -v (line {{line}}) shows no interfaces; it was taken that none of its {{rules}} rules names one',
    address_name_unknown: 'The address of {{text}} (line {{line}}) is not known: list with -n, or give a hosts file',
    address_name_assumed: 'Names that every host has were taken for their usual addresses ({{text}}, line {{line}})',
    service_unknown: 'The port of the service {{text}} (line {{line}}) is not known: list with -n',
    protocol_unknown: 'The protocol {{text}} (line {{line}}) is not known: list with -n',
    match_in_part: 'A listing leaves out parts of some matches ({{rules}} rules, first in line {{line}}): {{text}}',
    match_or_comment:
      'Line {{line}}: "{{text}}" may be a match or part of a comment; it is treated as unknown ({{rules}} rules)',
    match_unknown: 'Line {{line}}: "{{text}}" is no known match; it is treated as unknown',
    counter_rounded: 'Counters from line {{line}} on are rounded ({{text}}): list with -x',
    listing_agrees: 'The listing of table {{table}} from line {{line}} on agrees with the rules from line {{other}} on',
    listing_differs:
      'The listing of table {{table}} from line {{line}} on differs from the rules from line {{other}} on at {{place}}: they are not of one moment, or one is cut',
    range_lost:
      'The listing (line {{line}}) shows that the rule at {{place}} of table {{table}} asks for a port that no packet has, which iptables-save does not print (line {{other}}): the kernel never applies that rule, but a restore of the text would apply it always',
    range_may_be_lost:
      'From line {{line}} on {{rules}} rules name a protocol module without a port ({{place}}): iptables-save prints it so also for a rule that is never true. A listing with -n tells',
    line_joined: 'Line {{line}} was joined to the one before it, which a mail program had cut',
    markup_removed: 'Markup of a web page was removed ({{changed}} lines, from line {{line}} on)',
    characters_mended:
      'Control characters and blanks of other kinds were replaced ({{changed}} lines, from line {{line}} on)',
    dashes_mended: 'Typographic dashes and quotes were taken for plain ones ({{changed}} lines, from line {{line}} on)',
    mail_marks_removed: 'Marks of quoted mail were removed ({{changed}} lines, from line {{line}} on)',
    findings_omitted: '{{omitted}} more findings, from line {{line}} on',
  },
  {
    line_unknown: '第 {{line}} 行无法理解，可能是一条规则（共 {{count}} 行）：{{text}}',
    line_too_long: '第 {{line}} 行比任何程序的输出都长，未读取',
    part_omitted: '从第 {{line}} 行起未读取（共 {{count}} 行）：其中的规则集太多，不可能是一台主机',
    noise: '第 {{line}} 行不属于规则转储，已忽略（共 {{count}} 行）：{{text}}',
    line_inserts: '第 {{line}} 行是插入规则，转储中不会出现；已放到它所说的位置：{{text}}',
    table_unfinished: '在第 {{line}} 行之前结束的表没有 COMMIT：转储不完整',
    table_twice:
      '{{family}} 的 {{table}} 表（第 {{line}} 行）第二次出现（前一次在第 {{other}} 行）；两份都保留：请说明各属于哪个后端或哪个时刻',
    ruleset_omitted: '从第 {{line}} 行起的规则已忽略：规则集已有 {{rulesets}} 份',
    chain_twice: '第 {{line}} 行重复声明同一条链：{{text}}',
    chain_undeclared: '第 {{line}} 行向内核的链添加规则，但没有一行说明其默认策略；已按 ACCEPT 处理：{{text}}',
    chain_lost: '第 {{line}} 行向没有声明的链添加规则：转储缺少一行或有误：{{text}}',
    chain_head_lost: '从第 {{line}} 行起的规则缺少写明链名的那一行（共 {{count}} 行）：{{text}}',
    chain_not_shown: '从第 {{line}} 行起有规则跳转到 {{text}}，它既不是文本中的链，也不是已知的目标',
    references_differ:
      '链 {{text}}（第 {{line}} 行）说有 {{stated}} 条规则引用它，实际有 {{found}} 条：列表被截断或不完整',
    quote_unclosed: '第 {{line}} 行的引号没有闭合；该规则按未知保留：{{text}}',
    set_twice: '第 {{line}} 行重复创建同一个集合：{{text}}',
    set_differs: '集合 {{name}}（第 {{line}} 行）的成员与第 {{other}} 行的不同：按未知处理',
    set_undeclared: '第 {{line}} 行向没有创建的集合添加成员：{{text}}',
    set_cut: '集合 {{name}}（第 {{line}} 行）说有 {{stated}} 个成员，实际列出 {{found}} 个：按未知处理',
    set_without_members: '集合 {{name}}（第 {{line}} 行）没有列出成员：请给出 ipset save 的输出',
    sets_missing: '规则引用了 {{sets}} 个没有给出成员的集合：{{names}}。请给出 ipset save 的输出',
    script_line: '第 {{line}} 行是修改规则的命令，不是规则转储（共 {{count}} 行）：{{text}}',
    program_message: '第 {{line}} 行是程序的消息：{{text}}',
    legacy_tables:
      '第 {{line}} 行说明还有 {{program}}-legacy 的规则没有在此显示：请同时给出 {{program}}-legacy-save 的输出',
    table_incompatible: '第 {{line}} 行说明 iptables 无法显示 {{table}} 表：其中有只能用 nft 显示的规则',
    nft_ruleset: '从第 {{line}} 行起的 nft 输出无法读取：它不显示 iptables 匹配的参数。请改为给出 iptables-save 的输出',
    nothing_read: '没有找到规则或集合。请给出 iptables-save、iptables -S、iptables -L -v -n 或 ipset save 的输出',
    family_unknown: '从第 {{line}} 行起看不出是 IPv4 还是 IPv6；已按 {{family}} 处理。请说明是哪一个',
    family_mixed: '从第 {{line}} 行起的规则含有两个地址族的地址（ipv4 {{ipv4}} 处，ipv6 {{ipv6}} 处）',
    family_differs: '从第 {{line}} 行起应为 {{told}}，但规则是 {{seen}} 的',
    table_guessed: '从第 {{line}} 行起的规则没有写明所属的表；已按 {{table}} 处理',
    one_chain: '从第 {{line}} 行起只显示了一张表的部分链',
    interface_not_shown:
      '不带 -v 的列表（第 {{line}} 行）不显示网卡：其中 {{rules}} 条规则都可能比看起来更窄。请给出 iptables-save 的输出，或假定没有规则限定网卡',
    interface_assumed: '不带 -v 的列表（第 {{line}} 行）不显示网卡；已假定其中 {{rules}} 条规则都没有限定网卡',
    address_name_unknown: '不知道 {{text}} 的地址（第 {{line}} 行）：请用 -n 列出，或给出 hosts 文件',
    address_name_assumed: '每台主机都有的名称按其通常地址处理（{{text}}，第 {{line}} 行）',
    service_unknown: '不知道服务 {{text}} 的端口（第 {{line}} 行）：请用 -n 列出',
    protocol_unknown: '不认识协议 {{text}}（第 {{line}} 行）：请用 -n 列出',
    match_in_part: '列表没有显示某些匹配的全部内容（{{rules}} 条规则，最早在第 {{line}} 行）：{{text}}',
    match_or_comment: '第 {{line}} 行：“{{text}}”可能是匹配，也可能是注释的一部分；按未知处理（{{rules}} 条规则）',
    match_unknown: '第 {{line}} 行：“{{text}}”不是已知的匹配；按未知处理',
    counter_rounded: '从第 {{line}} 行起的计数器是舍入值（{{text}}）：请用 -x 列出',
    listing_agrees: '从第 {{line}} 行起 {{table}} 表的列表与第 {{other}} 行起的规则一致',
    listing_differs:
      '从第 {{line}} 行起 {{table}} 表的列表与第 {{other}} 行起的规则在 {{place}} 处不一致：两者不是同一时刻的，或其中一份被截断',
    range_lost:
      '列表（第 {{line}} 行）显示 {{table}} 表 {{place}} 处的规则要求任何包都没有的端口，而 iptables-save 不会打印它（第 {{other}} 行）：内核从不应用该规则，但用该文本恢复后会总是应用',
    range_may_be_lost:
      '从第 {{line}} 行起有 {{rules}} 条规则带有协议模块却没有端口（{{place}}）：永远不成立的规则也会被 iptables-save 打印成这样。用 -n 列出即可分辨',
    line_joined: '第 {{line}} 行已接到上一行之后，它是被邮件程序折断的',
    markup_removed: '已去掉网页标记（{{changed}} 行，从第 {{line}} 行起）',
    characters_mended: '已替换控制字符和特殊空格（{{changed}} 行，从第 {{line}} 行起）',
    dashes_mended: '已把排版用的破折号和引号当作普通字符（{{changed}} 行，从第 {{line}} 行起）',
    mail_marks_removed: '已去掉邮件引用标记（{{changed}} 行，从第 {{line}} 行起）',
    findings_omitted: '还有 {{omitted}} 条发现，从第 {{line}} 行起',
  },
);
