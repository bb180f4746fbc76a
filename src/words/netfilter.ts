import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const netfilterErrors = errorChapter(
  {
    RULE_UNPRINTABLE: [
      'A rule of chain {{chain}} (table {{table}}) holds a line end: {{line}}',
      'take the line end out of the name or comment that the rule was made from',
    ],
    SET_TYPE_CHANGED: [
      'The set {{name}} exists as {{found}}, but must be {{wanted}}',
      'another program made a set of this name: rename or destroy it (ipset destroy {{name}})',
    ],
  },
  {
    RULE_UNPRINTABLE: [
      '链 {{chain}}（表 {{table}}）中的一条规则含有换行：{{line}}',
      '请去掉生成该规则的名称或注释中的换行',
    ],
    SET_TYPE_CHANGED: [
      '集合 {{name}} 已存在，类型为 {{found}}，但必须是 {{wanted}}',
      '同名集合由其他程序创建：请重命名或删除它（ipset destroy {{name}}）',
    ],
  },
);

export const netfilterWords = chapter(
  {
    finding_line_unknown: 'Line {{line}} is not understood: {{text}}',
    finding_line_outside_table: 'Line {{line}} stands outside of any table: {{text}}',
    finding_line_inserts: 'Line {{line}} inserts a rule, which iptables-save never writes: {{text}}',
    finding_table_twice: 'Line {{line}} begins a table that was there before: {{text}}',
    finding_table_unfinished: 'A table without COMMIT ends before line {{line}}',
    finding_chain_twice: 'Line {{line}} declares a chain for the second time: {{text}}',
    finding_chain_undeclared: 'Line {{line}} adds to a chain that is not declared: {{text}}',
    finding_quote_unclosed: 'Line {{line}} has a quote that is not closed: {{text}}',
    finding_set_twice: 'Line {{line}} creates a set for the second time: {{text}}',
    finding_set_undeclared: 'Line {{line}} adds to a set that is not created: {{text}}',
  },
  {
    finding_line_unknown: '第 {{line}} 行无法理解：{{text}}',
    finding_line_outside_table: '第 {{line}} 行不在任何表中：{{text}}',
    finding_line_inserts: '第 {{line}} 行是插入规则，iptables-save 不会这样写：{{text}}',
    finding_table_twice: '第 {{line}} 行重复开始同一张表：{{text}}',
    finding_table_unfinished: '第 {{line}} 行之前有一张表没有 COMMIT',
    finding_chain_twice: '第 {{line}} 行重复声明同一条链：{{text}}',
    finding_chain_undeclared: '第 {{line}} 行向未声明的链添加规则：{{text}}',
    finding_quote_unclosed: '第 {{line}} 行的引号没有闭合：{{text}}',
    finding_set_twice: '第 {{line}} 行重复创建同一个集合：{{text}}',
    finding_set_undeclared: '第 {{line}} 行向未创建的集合添加成员：{{text}}',
  },
);
