import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from './client.ts';

const folder = mkdtempSync(join(tmpdir(), 'portreeve-client-'));
const socket = join(folder, 's');
const seen: { method: string; path: string; token: unknown; body: string }[] = [];

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    seen.push({ method: request.method ?? '', path: request.url ?? '', token: request.headers['x-auth-token'], body });
    const answers: Record<string, () => void> = {
      '/ok': () => response.writeHead(201, { 'X-Portreeve-Revision': '7' }).end('{"port":{"id":"p"}}'),
      '/empty': () => response.writeHead(204).end(),
      '/in-use': () =>
        response
          .writeHead(409)
          .end('{"NeutronError":{"type":"SecurityGroupInUse","message":"Security Group x in use.","detail":""}}'),
      '/no': () => response.writeHead(401).end('{"error":{"code":401,"title":"Unauthorized","message":"no"}}'),
      '/html': () => response.writeHead(200).end('<html>'),
      '/feed': () => {
        response.write('{"a":1}\n{"b"');
        response.end(':"é"}\n');
      },
      '/torn': () => response.end('{"a":1}\n{"b"'),
    };
    (answers[request.url ?? ''] ?? (() => response.writeHead(404).end()))();
  });
});

beforeAll(() => new Promise<void>((done) => server.listen(socket, done)));
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const client = () => createClient({ endpoint: `unix:${socket}`, token: 'secret' });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a client', () => {
  test('sends the token and the body, and gives body and revision of the answer', async () => {
    expect(await client().request('POST', '/ok', { port: {} })).toEqual({
      status: 201,
      revision: 7,
      body: { port: { id: 'p' } },
    });
    expect(seen.at(-1)).toEqual({ method: 'POST', path: '/ok', token: 'secret', body: '{"port":{}}' });
    expect(await client().request('DELETE', '/empty')).toEqual({ status: 204, revision: undefined, body: undefined });
  });

  test('says an error of the API in its own words', async () => {
    expect(await failure(client().request('DELETE', '/in-use'))).toMatchObject({
      code: 'API_ERROR',
      message: 'Security Group x in use',
      details: { status: 409, type: 'SecurityGroupInUse' },
    });
  });

  test('tells a refused token, a foreign server and a missing server apart', async () => {
    expect(await failure(client().request('GET', '/no'))).toMatchObject({ code: 'TOKEN_REFUSED' });
    expect(await failure(client().request('GET', '/html'))).toMatchObject({ code: 'ANSWER_UNREADABLE' });
    const nobody = createClient({ endpoint: `unix:${join(folder, 'nobody')}`, token: '' });
    expect(await failure(nobody.request('GET', '/'))).toMatchObject({ code: 'SERVER_UNREACHABLE' });
    expect(() => createClient({ endpoint: `unix:${socket}`, token: 'two\nlines' })).toThrow('The token holds a blank');
    expect(() => createClient({ endpoint: 'ftp://x', token: '' })).toThrow('ftp://x is not the address of a server');
  });

  test('speaks TLS to an https endpoint, and takes no server without it', async () => {
    const first: Buffer[] = [];
    const silent = createTcpServer((connection) => {
      connection.on('error', () => {});
      connection.once('data', (data) => {
        first.push(data);
        connection.destroy();
      });
    });
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const { port } = silent.address() as AddressInfo;
    const secure = createClient({ endpoint: `https://127.0.0.1:${port}`, token: 'secret' });
    expect(await failure(secure.request('GET', '/ok'))).toMatchObject({ code: 'SERVER_UNREACHABLE' });
    // A record of a TLS handshake, with nothing of the token in it.
    expect(Buffer.concat(first)[0]).toBe(0x16);
    expect(Buffer.concat(first).includes('secret')).toBe(false);
    silent.close();
  });

  test('gives the lines of a stream, whatever way they are cut', async () => {
    const lines: unknown[] = [];
    await client().lines('/feed', { onLine: (line) => lines.push(line) });
    expect(lines).toEqual([{ a: 1 }, { b: 'é' }]);
  });

  test('a stream that ends inside a line is a lost server, not a shorter state', async () => {
    const lines: unknown[] = [];
    expect(await failure(client().lines('/torn', { onLine: (line) => lines.push(line) }))).toMatchObject({
      code: 'SERVER_UNREACHABLE',
    });
    expect(lines).toEqual([{ a: 1 }]);
  });
});
