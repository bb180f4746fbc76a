import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInLink } from '../../client/index.ts';
import { type IdentityBench, openIdentityBench, rootToken } from '../identity/bench.suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'portreeve-pages-'));
const script = 'console.log("the dashboard");\n'.repeat(100);
let bench: IdentityBench;
beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'early.js'), '// early');
  writeFileSync(join(folder, 'assets', 'index-CZ2x_9-a.js'), script);
  writeFileSync(join(folder, 'assets', 'notes.txt'), 'secret');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  bench = await openIdentityBench({ pages: folder });
});
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string, headers: Readonly<Record<string, string>> = {}) => bench.app.inject({ url, headers });

describe('the dashboard', () => {
  test.each([
    '/ui',
    '/ui/',
    '/ui/security-groups',
    '/ui/security-groups/43e07d4f?tab=rules',
    '/ui/a/b/c',
    '/ui/assets',
  ])('is one document, also at %s, which nobody keeps', async (url) => {
    const { statusCode, headers, body } = await get(url);
    expect([statusCode, headers['content-type'], headers['cache-control'], body]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
      '<!doctype html>',
    ]);
  });

  test('may load from this server only, runs no script that stands in a page, and is shown in no frame', async () => {
    const { headers } = await get('/ui');
    const policy = Object.fromEntries(
      String(headers['content-security-policy'])
        .split('; ')
        .map((part) => [part.split(' ', 1)[0], part.split(' ').slice(1).join(' ')]),
    );
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'font-src': "'self'",
      'connect-src': "'self'",
      'worker-src': "'self'",
      'manifest-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': 'portreeve-worker portreeve-host-worker',
    });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['permissions-policy']).toMatch(/camera=\(\).*geolocation=\(\)/);
  });

  test('has files that never change under their name, packed for who takes that', async () => {
    const plain = await get('/ui/assets/index-CZ2x_9-a.js');
    expect([plain.headers['content-type'], plain.headers['cache-control'], plain.body]).toEqual([
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
      script,
    ]);
    expect(plain.headers['x-content-type-options']).toBe('nosniff');
    const packed = await get('/ui/assets/index-CZ2x_9-a.js', { 'accept-encoding': 'br, gzip' });
    expect([packed.headers['content-encoding'], packed.headers['vary']]).toEqual(['gzip', 'accept-encoding']);
    expect(gunzipSync(packed.rawPayload).toString()).toBe(script);
    expect((await get('/ui/early.js')).headers['cache-control']).toBe('no-cache');
  });

  test.each([
    '/ui/assets/none.js',
    '/ui/assets/notes.txt',
    '/ui/assets/..%2Fsecret.js',
    '/ui/assets/%2e%2e%2fsecret.js',
    '/ui/assets/..%5csecret.js',
    '/ui/assets/.js',
    '/ui/assets/%00.js',
    `/ui/assets/${'x'.repeat(900)}.js`,
  ])('has no file %s', async (url) => {
    const { statusCode, body } = await get(url);
    expect([statusCode, body]).toEqual([404, 'Not found\n']);
  });

  test('takes no other method, and is not there where it was not built', async () => {
    expect((await bench.app.inject({ method: 'POST', url: '/ui/security-groups' })).statusCode).toBe(404);
    const without = await openIdentityBench();
    expect((await without.app.inject({ url: '/ui' })).statusCode).toBe(404);
    await without.close();
  });
});

describe('the link that signs in', () => {
  const link = () => {
    const url = new URL(signInLink('http://localhost/ui', rootToken, new Date('2026-01-31T12:00:00Z')));
    return url.pathname + url.search;
  };
  const user = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' };

  test('leads on to the address without the token, with a session', async () => {
    const url = link();
    const { statusCode, headers } = await get(url, user);
    expect([statusCode, headers['location'], headers['cache-control']]).toEqual([303, '/ui', 'no-store']);
    expect(headers['referrer-policy']).toBe('no-referrer');
    const cookie = String(headers['set-cookie']).split(';', 1)[0] ?? '';
    expect((await get('/v2.0/networks', { cookie })).statusCode).toBe(200);
    const again = await get(url, user);
    expect([again.statusCode, again.headers['location'], again.headers['set-cookie']]).toEqual([
      303,
      '/ui/sign-in?refused=link',
      undefined,
    ]);
  });

  test('works once more when it was only looked at ahead, or sits on the page of somebody else', async () => {
    const url = link();
    for (const headers of [{ ...user, 'sec-purpose': 'prefetch' }, { 'sec-fetch-site': 'cross-site' }]) {
      const answer = await get(url, headers);
      expect([answer.headers['location'], answer.headers['set-cookie']]).toEqual(['/ui', undefined]);
    }
    expect((await get(url, user)).headers['set-cookie']).toBeDefined();
  });

  test('takes no token that works more than once', async () => {
    const { headers } = await get(`/ui?token=${rootToken}`, user);
    expect([headers['location'], headers['set-cookie']]).toEqual(['/ui/sign-in?refused=link', undefined]);
  });
});
