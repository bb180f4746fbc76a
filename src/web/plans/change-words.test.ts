import { expect, test } from 'vitest';
import { createPageSay } from '../words/page-words.ts';
import { changeLine } from './change-words.ts';

const pageSay = createPageSay();
const speech = {
  say: (key: Parameters<typeof pageSay>[1], params?: Parameters<typeof pageSay>[2]) => pageSay('en', key, params),
  language: 'en',
  names: { group: (id: string) => `group ${id}`, addressGroup: (id: string) => `addresses ${id}` },
} as const;
const rule = {
  security_group_id: 'db',
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: 'tcp',
  port_range_min: 22,
  port_range_max: 22,
  remote_group_id: 'web',
};

test.each([
  [
    { method: 'POST', path: '/v2.0/security-group-rules', body: { security_group_rule: rule } },
    '+ group db: SSH from group web',
  ],
  [
    {
      method: 'POST',
      path: '/v2.0/security-group-rules',
      body: { security_group_rule: { security_group_id: 'db', direction: 'egress' } },
    },
    '+ group db: Any protocol to anyone',
  ],
  [
    { method: 'DELETE', path: '/v2.0/security-group-rules/0123456789', before: { ...rule, ethertype: 'IPv6' } },
    '- group db: SSH (IPv6) from group web',
  ],
  [{ method: 'DELETE', path: '/v2.0/security-group-rules/0123456789' }, '- Rule 01234567'],
  [{ method: 'DELETE', path: '/v2.0/security-groups/db', before: { name: 'old' } }, '- Security group old'],
  [
    {
      method: 'PUT',
      path: '/v2.0/ports/p',
      body: { port: { security_groups: ['db', 'mon'], port_security_enabled: true } },
      before: { name: 'web01', security_groups: ['web', 'mon'] },
    },
    '~ web01: + group db, − group web, and port security on',
  ],
  [{ method: 'PUT', path: '/v2.0/ports/p', body: { port: { name: 'x' } } }, '~ p: name'],
  [{ method: 'PUT', path: '/v2.0/networks/n', body: 5 }, '~ PUT /v2.0/networks/n'],
] as const)('%j is said in a line', (change, line) => {
  const { sign, text } = changeLine(change, speech);
  expect(`${sign} ${text}`).toBe(line);
});
