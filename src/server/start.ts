import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { createConnection } from 'node:net';
import { type Logger, pino } from 'pino';
import { PortreeveError, reasonOf } from '../model/index.ts';
import { type Store, openEmbeddedStore, openMemoryStore } from '../store/index.ts';
import { createServerApp } from './server-app.ts';
import { type Identity, administratorToken, firstIdentity, tokenIdentity } from './identity.ts';
import { identityPrefix } from './identity/first-administrator.ts';
import { openIdentity } from './identity/service.ts';
import type { Lab } from './lab/lab.ts';
import type { ComputeAccount } from './nova/compute-api.ts';
import { NovaNotifier } from './nova/notifier.ts';
import { type Settings, defaultSettings } from './settings.ts';

export interface ServerOptions {
  /** TCP address; port 0: any free one. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** Path of a unix socket, which only its owner may use. */
  readonly socket?: string;
  /** Folder of the embedded store. Without it and without `store`: in memory, for trials. */
  readonly dataDir?: string;
  /** An open store; closed with the server. */
  readonly store?: Store;
  /** Token of the administrator, prepared by who starts the server; else one is made at the first start. */
  readonly initialToken?: string;
  readonly log?: Logger;
  readonly settings?: Partial<Settings>;
  /** Who callers are besides the one token, in place of the built-in identity service. */
  readonly identity?: Identity;
  /** Where Nova is told what became of the ports of its instances. */
  readonly nova?: ComputeAccount;
  /** Folder of the built dashboard, served at `/ui`; without it there is none. */
  readonly pages?: string;
  /** The lab that the server is part of. */
  readonly lab?: Lab;
}

export interface RunningServer {
  /** The administrator's token, if it was made by this start: to be shown once, it is kept nowhere in clear. */
  readonly token: string | undefined;
  /** `http://host:port` and `unix:/path`, as clients take them. */
  readonly addresses: readonly string[];
  close(): Promise<void>;
}

/** Starts a server on its store. It answers when this resolves. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const log = options.log ?? pino({ enabled: false });
  const settings: Settings = {
    ...defaultSettings,
    now: () => new Date(),
    newId: () => randomUUID(),
    randomByte: () => randomBytes(1)[0] ?? 0,
    ...options.settings,
  };
  const store = options.store ?? (await openStore(options.dataDir, settings));
  const undo: (() => Promise<unknown>)[] = [() => store.close()];
  try {
    const { hash, token } = await administratorToken(store, options.initialToken);
    const root = tokenIdentity(hash);
    const service =
      options.identity === undefined
        ? await openIdentity(store, { now: settings.now, newId: () => randomUUID() })
        : undefined;
    const server = await createServerApp({
      store,
      settings,
      log,
      identity: firstIdentity(root, ...[options.identity, service].filter((one) => one !== undefined)),
      ...(service !== undefined && { identityService: { service, root, prefix: identityPrefix } }),
      administratorHash: hash,
      ...(options.pages !== undefined && { pages: options.pages }),
      ...(options.lab !== undefined && { lab: options.lab }),
      ...(options.nova !== undefined && { nova: new NovaNotifier(options.nova, log) }),
    });
    undo.unshift(() => server.close());
    const addresses: string[] = [];
    if (options.listen) addresses.push(await listenTcp(server.app, options.listen));
    if (options.socket !== undefined) {
      const { handler } = server;
      const http = createServer(handler);
      // Before the app, so that its hooks still find everything open.
      undo.unshift(() => closeHttp(http));
      addresses.push(await listenUnix(http, options.socket));
    }
    log.info({ event: 'started', addresses }, 'the server answers');
    const close = async () => {
      for (const step of undo.splice(0)) await step();
      log.info({ event: 'stopped' }, 'the server has stopped');
    };
    return { token, addresses, close };
  } catch (error) {
    for (const step of undo) await step().catch(() => undefined);
    throw error;
  }
}

function openStore(dataDir: string | undefined, { now }: Settings): Promise<Store> {
  return dataDir === undefined ? openMemoryStore({ now }) : openEmbeddedStore(dataDir, { now });
}

async function listenTcp(
  app: { listen(options: { host: string; port: number }): Promise<string> },
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    throw new PortreeveError('LISTEN_FAILED', { where: `${host}:${port}`, reason: reasonOf(cause) }, { cause });
  }
}

async function listenUnix(http: HttpServer, path: string): Promise<string> {
  await removeDeadSocket(path);
  try {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(path, resolve);
    });
    chmodSync(path, 0o600);
  } catch (cause) {
    throw new PortreeveError('LISTEN_FAILED', { where: path, reason: reasonOf(cause) }, { cause });
  }
  return `unix:${path}`;
}

/** A server that was killed leaves its socket behind; one that answers is left alone. */
function removeDeadSocket(path: string): Promise<void> {
  return new Promise((resolve) => {
    const probe = createConnection(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve();
    });
    probe.once('error', (error) => {
      if ('code' in error && error.code === 'ECONNREFUSED') rmSync(path, { force: true });
      resolve();
    });
  });
}

function closeHttp(http: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
