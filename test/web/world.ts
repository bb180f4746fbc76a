import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Client, createClient } from '../../src/client/index.ts';
import { PortreeveError } from '../../src/model/index.ts';
import { type Lab, type RunningServer, makeFirstAdministrator, startServer } from '../../src/server/index.ts';
import { openEmbeddedStore } from '../../src/store/index.ts';

export const account = { user: 'admin', password: 'correct horse battery staple', project: 'oa' };

/** A real server with the built pages, on a store of its own. */
export interface World {
  readonly origin: string;
  readonly token: string;
  /** A second client: what it does must appear on pages by itself. */
  readonly client: Client;
  make(path: string, name: string, item: object): Promise<string>;
  /** Stops the server, and starts it at the same address on the same store. */
  stop(): Promise<void>;
  /** Is done when the world is closed, before anything else. */
  atClose(work: () => Promise<void>): void;
  start(): Promise<void>;
  /** The lab that its server is part of; until one is given there is none that runs. */
  useLab(lab: Lab): void;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-world-'));
  const token = 'the-administrators-token-of-the-tests';
  const store = await openEmbeddedStore(folder, { now: () => new Date() });
  const options = { now: () => new Date(), newId: () => crypto.randomUUID() };
  await makeFirstAdministrator(store, options, { ...account, region: 'RegionOne', url: 'http://127.0.0.1' });
  await store.close();

  let port = 0;
  let lab: Lab | undefined;
  const need = (): Lab => {
    if (lab === undefined) throw new PortreeveError('LAB_NOT_RUNNING');
    return lab;
  };
  let server: RunningServer | undefined;
  const start = async () => {
    server = await startServer({
      listen: { host: '127.0.0.1', port },
      dataDir: folder,
      initialToken: token,
      lab: {
        status: () => need().status(),
        launch: (wish) => need().launch(wish),
        delete: (name) => need().delete(name),
        probe: (...ask) => need().probe(...ask),
      },
      pages: resolve(import.meta.dirname, '../../dist/web'),
      settings: {
        // Reports of the scene stand for as long as it is looked at.
        agentDownAfterMs: 60 * 60 * 1000,
        quotas: {
          network: -1,
          subnet: -1,
          subnetpool: -1,
          port: -1,
          rbac_policy: 10,
          security_group: 40,
          security_group_rule: 100,
        },
      },
    });
    port = Number(new URL(server.addresses[0] ?? '').port);
  };
  await start();
  const origin = `http://127.0.0.1:${port}`;
  const works: (() => Promise<void>)[] = [];
  const client = createClient({ endpoint: origin, token });
  return {
    origin,
    token,
    client,
    async make(path, name, item) {
      const { body } = await client.request('POST', `/v2.0/${path}`, { [name]: item });
      return String((body as Record<string, { readonly id: string }>)[name]?.id);
    },
    start,
    useLab(found) {
      lab = found;
    },
    async stop() {
      await server?.close();
      server = undefined;
    },
    atClose: (work) => void works.push(work),
    async close() {
      for (const work of works) await work();
      await server?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
