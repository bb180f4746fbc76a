import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const serverErrors = errorChapter(
  {
    HOST_UNKNOWN: ['There is no host {{host}}', 'portreeve host list shows the hosts whose agent has reported'],
    HOST_OFFLINE: [
      'The agent of host {{host}} is not connected',
      'look at the agent there: is it running, can it reach the server?',
    ],
    HOST_SILENT: ['Host {{host}} did not answer within {{seconds}} s', 'look at the log of its agent'],
    HOST_FAILED: [
      'Host {{host}} could not enforce its state: {{reason}}',
      'portreeve host show {{host}} shows what it refused',
    ],
    DUMP_UNKNOWN: ['Host {{host}} has no dump named {{name}}', 'GET /portreeve/v1/hosts/{{host}}/dumps lists them'],
    REQUEST_INVALID: ['The request is not valid: {{reason}}', 'docs/reference describes the paths and their bodies'],
    IDENTITY_UNREACHABLE: [
      'The identity service at {{url}} does not answer as it should: {{reason}}',
      'is it running, and is the account in the file of --keystone or --nova right?',
    ],
    IDENTITY_EXISTS: [
      'There is a user {{user}} already; nothing was changed',
      'choose another name with --user, or set a new password with `openstack user set --password-prompt {{user}}`',
    ],
    LISTEN_FAILED: [
      'The server cannot listen on {{where}}: {{reason}}',
      'choose another address, or stop what uses it',
    ],
  },
  {
    HOST_UNKNOWN: ['没有主机 {{host}}', 'portreeve host list 会列出代理已上报的主机'],
    HOST_OFFLINE: ['主机 {{host}} 的代理未连接', '请检查该主机上的代理是否在运行、能否连到服务器'],
    HOST_SILENT: ['主机 {{host}} 在 {{seconds}} 秒内没有应答', '请查看其代理的日志'],
    HOST_FAILED: ['主机 {{host}} 无法落实其状态：{{reason}}', 'portreeve host show {{host}} 可查看被拒绝的内容'],
    DUMP_UNKNOWN: ['主机 {{host}} 没有名为 {{name}} 的转储', 'GET /portreeve/v1/hosts/{{host}}/dumps 可列出'],
    REQUEST_INVALID: ['请求无效：{{reason}}', 'docs/reference 中有各路径及请求体的说明'],
    IDENTITY_UNREACHABLE: [
      '身份服务 {{url}} 没有正常应答：{{reason}}',
      '请检查它是否在运行，以及 --keystone 或 --nova 文件中的账户是否正确',
    ],
    IDENTITY_EXISTS: [
      '用户 {{user}} 已存在，未作任何改动',
      '请用 --user 另选名称，或用 `openstack user set --password-prompt {{user}}` 设置新密码',
    ],
    LISTEN_FAILED: ['服务器无法监听 {{where}}：{{reason}}', '请换一个地址，或停止占用它的程序'],
  },
);

export const serverWords = chapter({}, {});
