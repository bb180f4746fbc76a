/** What an error says in one language: the sentence, and what to do next. */
export interface ErrorWords {
  readonly message: string;
  readonly hint: string;
}

type Codes<C extends string> = { readonly [code in C]: readonly [message: string, hint: string] };

/**
 * Errors of one layer: for each code the sentence and the hint, in English and in Chinese. Codes are stable
 * (documented in docs/reference/errors.md) and unique over all layers.
 */
export function errorChapter<C extends string>(en: Codes<C>, zh: Codes<NoInfer<C>>) {
  return { en, 'zh-CN': zh };
}

/** Errors that belong to no layer in particular. */
export const generalErrors = errorChapter(
  {
    BAD_ADDRESS: ['{{text}} is not an IP address', 'write it as 10.0.0.5 or 2001:db8::5'],
    BAD_CIDR: ['{{text}} is not an IP address or prefix', 'write it as 10.0.0.0/24 or 2001:db8::/64'],
    BAD_MAC: ['{{text}} is not a MAC address', 'write it as fa:16:3e:05:b8:03'],
    PROGRAM_MISSING: ['The program {{program}} is not installed', 'install it: apt-get install {{package}}'],
    PROGRAM_FAILED: ['{{program}} failed: {{reason}}', 'run it by hand to see more: {{command}}'],
    NO_PERMISSION: ['No permission to {{action}}', 'run it as root, or give the process CAP_NET_ADMIN'],
    FILE_UNREADABLE: ['{{path}} cannot be read: {{reason}}', 'check the path and its permissions'],
    FILE_UNWRITABLE: ['{{path}} cannot be written: {{reason}}', 'check the path, its permissions and the free space'],
    INTERNAL: ['Something went wrong inside Portreeve: {{reason}}', 'please report it with the command that you ran'],
  },
  {
    BAD_ADDRESS: ['{{text}} 不是 IP 地址', '请写成 10.0.0.5 或 2001:db8::5'],
    BAD_CIDR: ['{{text}} 不是 IP 地址或网段', '请写成 10.0.0.0/24 或 2001:db8::/64'],
    BAD_MAC: ['{{text}} 不是 MAC 地址', '请写成 fa:16:3e:05:b8:03'],
    PROGRAM_MISSING: ['没有安装程序 {{program}}', '请安装：apt-get install {{package}}'],
    PROGRAM_FAILED: ['{{program}} 执行失败：{{reason}}', '可手工运行以查看详情：{{command}}'],
    NO_PERMISSION: ['没有权限：{{action}}', '请以 root 运行，或授予进程 CAP_NET_ADMIN'],
    FILE_UNREADABLE: ['无法读取 {{path}}：{{reason}}', '请检查路径与权限'],
    FILE_UNWRITABLE: ['无法写入 {{path}}：{{reason}}', '请检查路径、权限与剩余空间'],
    INTERNAL: ['Portreeve 内部出错：{{reason}}', '请附上所运行的命令报告此问题'],
  },
);
