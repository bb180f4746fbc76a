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
    STORE_BUSY: [
      'Others keep the store {{where}} busy: {{reason}}',
      'try again; if it lasts, look who holds its locks',
    ],
    STORE_UNREACHABLE: [
      'The database {{where}} does not answer: {{reason}}',
      'see that it runs, that its address is right and that PGPASSFILE or PGPASSWORD has the password',
    ],
    STORE_NEWER: ['The store {{where}} was written by a newer version of Portreeve', 'start that version'],
    BAD_DATABASE: ['This is not the address of a database', 'write it as postgresql://user@host/database'],
    DATABASE_TOO_OLD: ['The database {{where}} is PostgreSQL {{version}}', 'at least version {{oldest}} is needed'],
    DRIVER_MISSING: ['The npm package {{package}} is not there: {{reason}}', 'install it: npm install {{package}}'],
  },
  {
    STORE_FULL: ['存储 {{where}} 所在磁盘已满', '请腾出空间；期间仍可读取'],
    STORE_CONFLICT: ['存储中已存在：{{reason}}', '请换一个值'],
    STORE_REFERENCE: ['存储拒绝丢失或缺少被其他行引用的内容：{{reason}}', '请先删除引用它的对象'],
    STORE_IN_USE: ['存储 {{where}} 正被另一进程使用', '请停止另一个服务器，或换一个数据目录'],
    STORE_DAMAGED: ['存储 {{where}} 已损坏或不是存储文件：{{reason}}', '请从备份恢复'],
    STORE_FAILED: ['存储 {{where}} 出错：{{reason}}', '请检查磁盘、权限与服务器日志'],
    STORE_BUSY: ['存储 {{where}} 正忙：{{reason}}', '请重试；若一直如此，请查看谁持有其锁'],
    STORE_UNREACHABLE: [
      '数据库 {{where}} 没有应答：{{reason}}',
      '请确认它在运行、地址正确，并且 PGPASSFILE 或 PGPASSWORD 中有密码',
    ],
    STORE_NEWER: ['存储 {{where}} 由更新版本的 Portreeve 写成', '请启动那个版本'],
    BAD_DATABASE: ['这不是数据库地址', '请写成 postgresql://user@host/database'],
    DATABASE_TOO_OLD: ['数据库 {{where}} 是 PostgreSQL {{version}}', '至少需要版本 {{oldest}}'],
    DRIVER_MISSING: ['缺少 npm 软件包 {{package}}：{{reason}}', '请安装：npm install {{package}}'],
  },
);
