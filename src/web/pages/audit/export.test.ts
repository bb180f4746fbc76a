import { expect, test } from 'vitest';
import type { AuditEntryJson } from '../../../wire/index.ts';
import { auditCsv, auditJsonLines } from './export.ts';

const entry: AuditEntryJson = {
  revision: 7,
  at: '2026-01-31T12:00:00.000Z',
  project_id: 'oa',
  actor: 'zhang "the" admin, of oa',
  address: '192.0.2.1',
  request_id: 'req-1',
  method: 'PUT',
  path: '/v2.0/ports/p',
  body: { port: { name: 'x' } },
  objects: [{ table: 'ports', id: 'p', action: 'updated' }],
  changed: 1,
  plan_id: null,
  hosts: [
    { host: 'h1', told_at: '2026-01-31T12:00:00.010Z', enforced_at: '2026-01-31T12:00:00.200Z' },
    { host: 'h2', told_at: '2026-01-31T12:00:00.010Z', enforced_at: null },
  ],
};

test('a line of CSV is of one entry and one host', () => {
  const own = '2026-01-31T12:00:00.000Z,"zhang ""the"" admin, of oa",192.0.2.1,oa,PUT,/v2.0/ports/p,7,req-1,,1';
  expect(auditCsv([entry]).split('\r\n')).toEqual([
    'at,actor,address,project_id,method,path,revision,request_id,plan_id,changed,host,told_at,enforced_at',
    `${own},h1,2026-01-31T12:00:00.010Z,2026-01-31T12:00:00.200Z`,
    `${own},h2,2026-01-31T12:00:00.010Z,`,
    '',
  ]);
});

test('an entry of no host has a line as well', () => {
  expect(auditCsv([{ ...entry, hosts: [] }]).split('\r\n')[1]).toMatch(/,1,,,$/);
});

test.each(['=1+1', '+1', '-1', '@a', '\t=1'])('%j is no formula in a spreadsheet', (actor) => {
  expect(auditCsv([{ ...entry, actor }])).toContain(`,'${actor},`);
});

test('JSON lines are the entries as the API has them', () => {
  const lines = auditJsonLines([entry, { ...entry, revision: 8 }])
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([entry, { ...entry, revision: 8 }]);
});
