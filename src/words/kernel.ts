import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const kernelErrors = errorChapter(
  {
    RESTORE_REJECTED: [
      'The kernel refused line {{lineNumber}} of the {{family}} rules: {{line}} ({{reason}})',
      'the rules are as they were before; look at the rule that the line comes from',
    ],
    TABLE_MISSING: [
      'The kernel has no {{family}} table {{table}}',
      'load the module, as in: modprobe iptable_{{table}}',
    ],
    FAMILY_MISSING: ['The kernel has no {{family}}', 'boot without ipv6.disable=1, or load the module ipv6'],
    LOCK_BUSY: ['Another program held the lock of iptables for {{seconds}} s', 'find it with: fuser /run/xtables.lock'],
    BOTH_BACKENDS_FILLED: [
      '{{other}} holds rules of the neutron layout already, so {{wanted}} must not be filled',
      'stop what writes them and remove them with {{other}}, or choose the back end {{other}}',
    ],
    SET_RESTORE_REJECTED: [
      'ipset refused line {{lineNumber}}: {{line}} ({{reason}})',
      'see what is there with: ipset save',
    ],
    EBTABLES_REJECTED: ['ebtables refused {{command}}: {{reason}}', 'see what is there with: ebtables -t nat -L'],
    SYSCTL_UNWRITABLE: ['{{path}} cannot be set to {{value}}: {{reason}}', 'load the module that it belongs to'],
    DEVICE_CHANGE_FAILED: [
      'The change of a network device failed: {{change}} ({{reason}})',
      'see what is there with: ip -details link',
    ],
  },
  {
    RESTORE_REJECTED: [
      '内核拒绝了 {{family}} 规则的第 {{lineNumber}} 行：{{line}}（{{reason}}）',
      '现有规则保持不变；请检查该行所对应的规则',
    ],
    TABLE_MISSING: ['内核没有 {{family}} 的 {{table}} 表', '请加载模块，例如：modprobe iptable_{{table}}'],
    FAMILY_MISSING: ['内核不支持 {{family}}', '启动时不要使用 ipv6.disable=1，或加载模块 ipv6'],
    LOCK_BUSY: ['另一个程序占用 iptables 的锁已达 {{seconds}} 秒', '可用此命令查找：fuser /run/xtables.lock'],
    BOTH_BACKENDS_FILLED: [
      '{{other}} 中已有 neutron 布局的规则，因此不能再写入 {{wanted}}',
      '请停止写入者并用 {{other}} 清除这些规则，或选用后端 {{other}}',
    ],
    SET_RESTORE_REJECTED: [
      'ipset 拒绝了第 {{lineNumber}} 行：{{line}}（{{reason}}）',
      '可用此命令查看现状：ipset save',
    ],
    EBTABLES_REJECTED: ['ebtables 拒绝了 {{command}}：{{reason}}', '可用此命令查看现状：ebtables -t nat -L'],
    SYSCTL_UNWRITABLE: ['{{path}} 无法设为 {{value}}：{{reason}}', '请加载其所属的模块'],
    DEVICE_CHANGE_FAILED: ['网络设备变更失败：{{change}}（{{reason}}）', '可用此命令查看现状：ip -details link'],
  },
);

export const kernelWords = chapter({}, {});
