import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createClient, signInLink } from '../../client/index.ts';
import { startServer } from '../start.ts';

test('neither a link nor a token nor a password nor a cookie is logged, wherever it was sent to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-log-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
  const listen = { host: '127.0.0.1', port: 0 };
  const server = await startServer({ listen, log, pages: folder });
  const [address = ''] = server.addresses;
  const token = server.token ?? '';
  const link = signInLink(`${address}/ui`, token, new Date());
  const secret = 'the password that was typed';

  const first = await fetch(link, { redirect: 'manual' });
  const cookie = first.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  await fetch(link, { redirect: 'manual' });
  await fetch(`${address}/ui/security-groups?token=${token}`, { redirect: 'manual' });
  for (const body of [
    { token },
    { user: 'admin', password: secret },
    { token: secret },
    { token: 5, password: secret },
  ]) {
    const headers = { 'content-type': 'application/json' };
    await fetch(`${address}/ui/session`, { method: 'POST', headers, body: JSON.stringify(body) });
  }
  await fetch(`${address}/v2.0/networks`, { headers: { cookie } });
  await createClient({ endpoint: address, token }).request('GET', '/v2.0/networks');
  await server.close();
  rmSync(folder, { recursive: true });

  const text = lines.join('');
  expect(lines.filter((line) => line.includes('"request"')).length).toBe(9);
  const linkToken = new URL(link).searchParams.get('token') ?? '';
  for (const secretText of [token, linkToken, secret, cookie.split('=')[1] ?? '']) {
    expect(secretText.length).toBeGreaterThan(20);
    expect(text).not.toContain(secretText);
  }
});
