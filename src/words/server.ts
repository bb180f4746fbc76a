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
    SIGN_IN_REFUSED: [
      'Nobody is signed in by that',
      'check the name, the password and the project; a sign-in link works once, and for an hour',
    ],
    FOREIGN_REQUEST: [
      'The request does not come from a page of this server',
      'open the dashboard at the address that the server is reached at; programs send X-Auth-Token in place of a cookie',
    ],
    LAB_NOT_HERE: [
      'This server is not of a lab',
      'instances are started by the compute service; a lab is started by: portreeve lab',
    ],
    TOO_MANY_STREAMS: [
      'More than {{most}} streams of events are open for this user already',
      'close windows that are not needed',
    ],
    PLAN_UNKNOWN: ['There is no plan {{id}}', 'portreeve plan list shows them'],
    PLAN_STATE: ['Plan {{id}} is {{state}}', 'make a new one'],
    PLAN_OUTDATED: [
      'The plan was made at revision {{revision}}, and would do something else now',
      'make it anew and look at it again',
    ],
    PLAN_FORBIDDEN: [
      'The plan breaks what has to hold: {{assertion}}',
      'change the plan, or give a reason to override with',
    ],
    PLAN_NOT_CONFIRMED: ['The plan opens or cuts more than most', 'confirm it by typing: {{text}}'],
    PLAN_NOT_UNDOABLE: [
      'The plan deletes what cannot be brought back as it was',
      'apply it without a time to confirm it in',
    ],
    ASSERTION_INVALID: [
      '{{text}} is not an assertion',
      'write it as: allow web → db tcp/5432, or deny any → db tcp/22',
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
    SIGN_IN_REFUSED: ['无法以此登录', '请检查用户名、密码和项目；登录链接只能使用一次，有效期为一小时'],
    FOREIGN_REQUEST: [
      '该请求并非来自本服务器的页面',
      '请使用服务器的访问地址打开控制台；程序应发送 X-Auth-Token，而不是 Cookie',
    ],
    LAB_NOT_HERE: ['此服务器不属于实验环境', '云主机由计算服务启动；实验环境的启动命令：portreeve lab'],
    TOO_MANY_STREAMS: ['该用户已打开超过 {{most}} 个事件流', '请关闭不需要的窗口'],
    PLAN_UNKNOWN: ['没有计划 {{id}}', 'portreeve plan list 可列出'],
    PLAN_STATE: ['计划 {{id}} 的状态是 {{state}}', '请重新生成'],
    PLAN_OUTDATED: ['该计划基于修订 {{revision}}，现在的结果已不同', '请重新生成并再看一遍'],
    PLAN_FORBIDDEN: ['该计划违反必须成立的断言：{{assertion}}', '请修改计划，或给出强制执行的理由'],
    PLAN_NOT_CONFIRMED: ['该计划开放或切断的范围较大', '请输入以确认：{{text}}'],
    PLAN_NOT_UNDOABLE: ['该计划会删除无法原样恢复的对象', '请不要设置确认时限'],
    ASSERTION_INVALID: ['{{text}} 不是断言', '请写成：allow web → db tcp/5432，或 deny any → db tcp/22'],
    LISTEN_FAILED: ['服务器无法监听 {{where}}：{{reason}}', '请换一个地址，或停止占用它的程序'],
  },
);

export const serverWords = chapter(
  {
    reference: 'The Networking API',
    referenceAbout:
      'The paths below `/v2.0`, from the declarations that the server works by. `GET /v2.0/openapi.json` says the same of all of its paths in OpenAPI 3.1; it needs a token, as everything does.',
    referenceColumns:
      '*Create* and *update*: whether a POST or a PUT may give the attribute. Without a *default* the server chooses, or there is none. *Filter* and *sort*: in the query of a list. *Read* and *write*: who may. What an owner may write is his in his own project; administrators may name another as `project_id`.',
    referenceLists:
      'Every list takes `fields`, `sort_key` with `sort_dir`, `limit`, `marker`, `page_reverse` and `changed_since` too; where there are tags, also `tags`, `tags-any`, `not-tags` and `not-tags-any`. `PUT`, `DELETE` and actions heed `If-Match: revision_number=N`.',
    referenceTypes:
      'Booleans and integers are also taken as text (`"true"`, `"1"`, `"80"`), and null as an empty list; what is shown is always the type itself.',
    referencePathsHead: 'Path | Methods',
    referenceHead: 'Attribute | Type | Create | Update | Default | Filter | Sort | Read | Write',
    referenceBodyHead: 'Action | Body',
    referenceErrorsHead: 'Error | Status | Message',
    referenceOnlyAdministrators: 'For administrators only; others see none.',
    referencePublic: 'Everybody may read them; administrators change them.',
    referenceOwnErrors: 'Errors of its own:',
    referenceAllErrors: 'Errors of all resources',
    referenceMessages:
      'Clients compare the type and show the message, so neither is translated. Errors in capitals, of the store and of hosts, are in [errors](errors.md).',
    referenceOtherPaths: 'Other paths',
    referenceOtherAbout: 'Paths of the server that are not of this API are in [server](server.md).',
    yes: 'yes',
    required: 'required',
    everybody: 'all',
    administrator: 'administrator',
    owner: 'owner',
    nobody: 'nobody',
    ownProject: 'own project',
    typeText: 'string',
    typeTextUpTo: 'string ≤ {{most}}',
    typeBoolean: 'boolean',
    typeInteger: 'integer',
    typeIntegerRange: 'integer {{from}} to {{to}}',
    typeObject: 'object',
    typeList: 'list of {{item}}',
    typeListUpTo: 'list of {{item}}, at most {{most}}',
    typeTime: 'time',
    typeUuid: 'UUID',
    typeMac: 'MAC address',
    typeIpv4: 'IPv4 address',
    typeIpv6: 'IPv6 address',
    typeCidr: 'CIDR',
    typeAddressOrCidr: 'address or CIDR',
  },
  {
    reference: 'Networking API',
    referenceAbout:
      '`/v2.0` 之下的各路径，取自服务器自身所依据的声明。`GET /v2.0/openapi.json` 以 OpenAPI 3.1 给出其全部路径的同样内容；与其他路径一样需要令牌。',
    referenceColumns:
      '“创建”与“更新”：POST 或 PUT 能否给出该属性。没有“默认值”时由服务器选定，或者为空。“过滤”与“排序”：用于列表的查询参数。“可读”与“可写”：谁可以。所有者可写的属性限于本项目；管理员可用 `project_id` 指定其他项目。',
    referenceLists:
      '每个列表还接受 `fields`、`sort_key` 与 `sort_dir`、`limit`、`marker`、`page_reverse` 和 `changed_since`；有标签的资源还接受 `tags`、`tags-any`、`not-tags` 和 `not-tags-any`。`PUT`、`DELETE` 和操作遵循 `If-Match: revision_number=N`。',
    referenceTypes: '布尔值和整数也可写成文本（`"true"`、`"1"`、`"80"`），空列表也可写成 null；返回的总是类型本身。',
    referencePathsHead: '路径 | 方法',
    referenceHead: '属性 | 类型 | 创建 | 更新 | 默认值 | 过滤 | 排序 | 可读 | 可写',
    referenceBodyHead: '操作 | 请求体',
    referenceErrorsHead: '错误 | 状态码 | 消息',
    referenceOnlyAdministrators: '仅限管理员；其他人看不到任何一项。',
    referencePublic: '所有人可读，管理员可改。',
    referenceOwnErrors: '特有的错误：',
    referenceAllErrors: '所有资源共有的错误',
    referenceMessages:
      '客户端比较类型并显示消息，所以两者都不翻译。存储和主机的错误代码为大写，见[错误](errors.zh-CN.md)。',
    referenceOtherPaths: '其他路径',
    referenceOtherAbout: '不属于此 API 的路径见[服务器](server.md)。',
    yes: '是',
    required: '必填',
    everybody: '所有人',
    administrator: '管理员',
    owner: '所有者',
    nobody: '不显示',
    ownProject: '本项目',
    typeText: '字符串',
    typeTextUpTo: '字符串 ≤ {{most}}',
    typeBoolean: '布尔值',
    typeInteger: '整数',
    typeIntegerRange: '整数 {{from}} 至 {{to}}',
    typeObject: '对象',
    typeList: '列表：{{item}}',
    typeListUpTo: '列表（至多 {{most}} 项）：{{item}}',
    typeTime: '时间',
    typeUuid: 'UUID',
    typeMac: 'MAC 地址',
    typeIpv4: 'IPv4 地址',
    typeIpv6: 'IPv6 地址',
    typeCidr: 'CIDR',
    typeAddressOrCidr: '地址或 CIDR',
  },
);
