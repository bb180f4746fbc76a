import { expect, test } from 'vitest';
import type { AuditEntryJson } from '../../../wire/index.ts';
import { createPageSay } from '../../words/page-words.ts';
import { delayOf, entryText } from './entry-words.ts';

const pageSay = createPageSay();
const speech = {
  say: (key: Parameters<typeof pageSay>[1], params?: Parameters<typeof pageSay>[2]) => pageSay('en', key, params),
  language: 'en',
  names: { group: (id: string) => id, addressGroup: (id: string) => id },
} as const;
const entry: AuditEntryJson = {
  revision: 1,
  at: '2026-01-31T12:00:00.000Z',
  project_id: 'oa',
  actor: 'zhang',
  address: '',
  request_id: 'req-1',
  method: 'POST',
  path: '/v2.0/networks',
  body: null,
  objects: [],
  changed: 1,
  plan_id: null,
  hosts: [],
};
const object = (action: string, table: string) => ({ action, table, id: 'x' });

test.each([
  [{ body: { network: { name: 'net' } }, objects: [object('created', 'networks')] }, 'made network net'],
  [
    { body: { networks: [] }, objects: [object('created', 'networks'), object('created', 'ports')] },
    'made network and made port',
  ],
  [{ method: 'DELETE', path: '/v2.0/ports/p', objects: [object('deleted', 'ports')] }, 'deleted port'],
  [{ method: 'DELETE', path: '/v2.0/security-groups/web' }, '− Security group web'],
  [
    {
      path: '/v2.0/security-group-rules',
      body: { security_group_rule: { security_group_id: 'web', direction: 'ingress', protocol: 'icmp' } },
    },
    '+ web: ping from anyone',
  ],
  [{ method: 'UNDO', path: '/portreeve/v1/plans/p' }, 'undone, as nobody confirmed it'],
  [{ method: 'PUT', path: '/elsewhere' }, 'PUT /elsewhere'],
] satisfies (readonly [Partial<AuditEntryJson>, string])[])('%j is told in words', (more, words) => {
  expect(entryText({ ...entry, ...more }, speech)).toBe(words);
});

test('a delay is counted from the change, and is not known of a host that has not said so', () => {
  const step = { host: 'h', told_at: '2026-01-31T12:00:00.010Z' };
  expect(delayOf(entry, { ...step, enforced_at: '2026-01-31T12:00:00.240Z' })).toBe(240);
  expect(delayOf(entry, { ...step, enforced_at: null })).toBe(undefined);
});
