import { errorChapter } from './errors.ts';

export const clientErrors = errorChapter(
  {
    BAD_ENDPOINT: [
      '{{endpoint}} is not the address of a server',
      'write it as http://host:9696 or unix:/path/to/socket',
    ],
    SERVER_UNREACHABLE: [
      'The server at {{endpoint}} does not answer: {{reason}}',
      'start it with `portreeve server run`, or set PORTREEVE_ENDPOINT',
    ],
    TOKEN_REFUSED: [
      'The server at {{endpoint}} refuses the token',
      'set PORTREEVE_TOKEN or PORTREEVE_TOKEN_FILE to a valid one',
    ],
    TOKEN_MALFORMED: ['The token holds a blank or a character that no token has', 'give it in one piece, on one line'],
    ANSWER_UNREADABLE: [
      'The answer to {{path}} is not JSON: {{start}}',
      'is PORTREEVE_ENDPOINT really a Portreeve server?',
    ],
    API_ERROR: ['{{message}}', 'the server says {{type}}'],
  },
  {
    BAD_ENDPOINT: ['{{endpoint}} 不是服务器地址', '请写成 http://host:9696 或 unix:/path/to/socket'],
    SERVER_UNREACHABLE: [
      '位于 {{endpoint}} 的服务器没有应答：{{reason}}',
      '请用 `portreeve server run` 启动，或设置 PORTREEVE_ENDPOINT',
    ],
    TOKEN_REFUSED: [
      '位于 {{endpoint}} 的服务器拒绝了该令牌',
      '请把 PORTREEVE_TOKEN 或 PORTREEVE_TOKEN_FILE 设为有效令牌',
    ],
    TOKEN_MALFORMED: ['令牌含有空格或不应有的字符', '请在一行内完整给出'],
    ANSWER_UNREADABLE: [
      '对 {{path}} 的应答不是 JSON：{{start}}',
      'PORTREEVE_ENDPOINT 指向的确实是 Portreeve 服务器吗？',
    ],
    API_ERROR: ['{{message}}', '服务器返回 {{type}}'],
  },
);
