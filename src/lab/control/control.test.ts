import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PortreeveError } from '../../model/index.ts';
import { askLab } from './ask.ts';
import type { LabStatus } from './protocol.ts';
import { type ControlHandlers, serveControl } from './serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'portreeve-control-'));
const path = join(folder, 's');
const status: LabStatus = {
  simulated: null,
  profile: 'caracal',
  backend: 'nft',
  article: false,
  controlPlane: '10.88.0.1',
  hosts: [],
  instances: [],
};
const refuse = () => Promise.reject(new Error('not asked here'));
const handlers: ControlHandlers = {
  ready: refuse,
  status: async () => status,
  launch: async ({ name }) => {
    throw new PortreeveError('LAB_NAME_TAKEN', { name }, { details: { status: 409 } });
  },
  instance: refuse,
  delete: refuse,
  probe: refuse,
  hooks: refuse,
  listing: async ({ host }) => ({ text: host.repeat(100_000) }),
  dump: refuse,
  down: async () => ({}),
};

let close = () => {};
beforeAll(async () => {
  const server = await serveControl(path, handlers);
  close = () => server.close();
});
afterAll(() => {
  close();
  rmSync(folder, { recursive: true });
});

/** What a raw line is answered with. */
function say(line: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(path, () => socket.write(line));
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(JSON.parse(text)));
  });
}

describe('the control socket', () => {
  test('answers what is asked, also when the answer is long', async () => {
    expect(await askLab(path)('status', {})).toEqual(status);
    expect((await askLab(path)('listing', { host: 'x' })).text).toHaveLength(100_000);
  });

  test('is for its owner only', () => expect(statSync(path).mode & 0o777).toBe(0o600));

  test('an error arrives as it was thrown', async () => {
    await expect(askLab(path)('launch', { name: 'vm', groups: [] })).rejects.toMatchObject({
      code: 'LAB_NAME_TAKEN',
      message: 'The name vm is taken',
      details: { status: 409 },
    });
  });

  test('a fault inside the lab is an error too, and the lab goes on', async () => {
    await expect(askLab(path)('ready', {})).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await askLab(path)('down', {})).toEqual({});
  });

  test.each(['{', 'null', '[]', '{"verb":"status"}', '{"verb":"toString","ask":{}}', '{"verb":7,"ask":{}}'])(
    'the line %s is refused',
    async (line) => expect(await say(`${line}\n`)).toMatchObject({ error: { code: 'LAB_BAD_QUESTION' } }),
  );

  test('a line without an end is cut off', async () => {
    expect(await say('x'.repeat(100_000))).toMatchObject({ error: { code: 'LAB_BAD_QUESTION' } });
  });

  test('nobody there means that no lab is running', async () => {
    await expect(askLab(join(folder, 'nobody'))('status', {})).rejects.toMatchObject({ code: 'LAB_NOT_RUNNING' });
  });
});
