import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRelay } from './relay.ts';

const folder = mkdtempSync(join(tmpdir(), 'portreeve-relay-'));
const socket = join(folder, 'api.sock');
const server = createServer((request, response) => response.end(`${request.headers.host} ${request.url}`));
beforeAll(() => new Promise<void>((resolve) => server.listen(socket, resolve)));
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test('what is asked of the port is answered by the socket, under the name that was asked for', async () => {
  const relay = await openRelay(socket, 0);
  const asked = `127.0.0.1:${relay.port}`;
  const answers = await Promise.all(
    ['/ui', '/v2.0'].map(async (path) => (await fetch(`http://${asked}${path}`)).text()),
  );
  expect(answers).toEqual([`${asked} /ui`, `${asked} /v2.0`]);
  await relay.close();
});

test('a port that is taken is said', async () => {
  const relay = await openRelay(socket, 0);
  await expect(openRelay(socket, relay.port)).rejects.toMatchObject({
    code: 'LISTEN_FAILED',
    message: expect.stringContaining(`127.0.0.1:${relay.port}`),
  });
  await relay.close();
});

test('a lab that is gone ends the connection, and not the relay', async () => {
  const relay = await openRelay(join(folder, 'gone.sock'), 0);
  for (let time = 0; time < 2; time++) await expect(fetch(`http://127.0.0.1:${relay.port}/`)).rejects.toThrow();
  await relay.close();
});
