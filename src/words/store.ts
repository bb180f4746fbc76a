import { errorChapter } from './errors.ts';

export const storeErrors = errorChapter(
  {
    STORE_FULL: ['The disk under the store {{where}} is full', 'make room there; reading goes on meanwhile'],
    STORE_CONFLICT: ['The store has this already: {{reason}}', 'choose another value'],
    STORE_REFERENCE: [
      'The store refuses to lose or miss what another row names: {{reason}}',
      'remove what uses it first',
    ],
    STORE_IN_USE: [
      'The store {{where}} is in use by another process',
      'stop the other server, or give this one another data folder',
    ],
    STORE_DAMAGED: ['The store {{where}} is damaged or no store: {{reason}}', 'restore it from a backup'],
    STORE_FAILED: ['The store {{where}} failed: {{reason}}', 'look at the disk, its permissions and the server log'],
  },
  {
    STORE_FULL: ['存储 {{where}} 所在磁盘已满', '请腾出空间；期间仍可读取'],
    STORE_CONFLICT: ['存储中已存在：{{reason}}', '请换一个值'],
    STORE_REFERENCE: ['存储拒绝丢失或缺少被其他行引用的内容：{{reason}}', '请先删除引用它的对象'],
    STORE_IN_USE: ['存储 {{where}} 正被另一进程使用', '请停止另一个服务器，或换一个数据目录'],
    STORE_DAMAGED: ['存储 {{where}} 已损坏或不是存储文件：{{reason}}', '请从备份恢复'],
    STORE_FAILED: ['存储 {{where}} 出错：{{reason}}', '请检查磁盘、权限与服务器日志'],
  },
);
