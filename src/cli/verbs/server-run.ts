import { wholeNumber } from '../../objects/index.ts';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PortreeveError, reasonOf } from '../../model/index.ts';
import type { Lab } from '../../server/index.ts';
import type { World } from '../context.ts';
import { packageRoot } from '../package-root.ts';
import { verb } from '../verb.ts';
import { openStore } from '../server/open-store.ts';
import { readAccount, readComputeAccount } from '../server/read-account.ts';

export default verb({
  words: ['server', 'run'],
  summary: 'cli.serverRunSummary',
  flags: {
    listen: { help: 'cli.flagListen', value: 'HOST:PORT' },
    socket: { help: 'cli.flagSocket', value: 'PATH' },
    data: { help: 'cli.flagData', value: 'FOLDER' },
    database: { help: 'cli.flagDatabase', value: 'URL' },
    initialTokenFile: { help: 'cli.flagInitialTokenFile', value: 'FILE' },
    keystone: { help: 'cli.flagKeystone', value: 'FILE' },
    nova: { help: 'cli.flagNova', value: 'FILE' },
    labControl: { help: 'cli.flagLabControl', value: 'PATH' },
    logLevel: { help: 'cli.flagLogLevel', choices: ['debug', 'info', 'warn', 'error'] },
  },
  examples: [
    'portreeve server run',
    'portreeve server run --listen 0.0.0.0:9696 --data /var/lib/portreeve',
    'portreeve server run --listen 0.0.0.0:9696 --database postgresql://portreeve@db1/portreeve',
  ],
  async run({ flags, world, say, output }) {
    const listen = flags.listen ?? (flags.socket === undefined ? defaultListen : undefined);
    const address = listen === undefined ? undefined : parseListen(listen);
    const initialToken = flags.initialTokenFile === undefined ? undefined : await readToken(flags.initialTokenFile);
    const account = flags.keystone === undefined ? undefined : await readAccount(flags.keystone);
    const nova = flags.nova === undefined ? undefined : await readComputeAccount(flags.nova);
    // Taken over before anything is open, so that nothing is left open by a signal that comes early.
    const interrupted = world.interrupted();
    const [{ keystoneIdentity, startServer }, { createDaemonLog }] = await Promise.all([
      import('../../server/index.ts'),
      import('../daemon-log.ts'),
    ]);
    const log = createDaemonLog(world.stderr, flags.logLevel ?? 'info');
    const store = await openStore(flags, world, {
      folder: dataFolder(world),
      listenerLost: (error) => {
        log.warn({ event: 'listener_lost', reason: reasonOf(error) }, 'other servers are not heard until it is back');
      },
    });
    const server = await startServer({
      ...(address === undefined ? {} : { listen: address }),
      ...(flags.socket === undefined ? {} : { socket: flags.socket }),
      store,
      ...(initialToken === undefined ? {} : { initialToken }),
      ...(account === undefined ? {} : { identity: keystoneIdentity(account) }),
      ...(nova === undefined ? {} : { nova }),
      ...(flags.labControl === undefined ? {} : { lab: await labAt(flags.labControl) }),
      pages: join(packageRoot(), 'dist', 'web'),
      log,
    });
    const { addresses, token } = server;
    // For people only: elsewhere standard error is the log, one JSON object a line.
    const tell = (sentence: string) => world.stderr.isTTY && output.note(sentence);
    for (const each of addresses) tell(say('cli.serverAnswers', { address: each }));
    for (const each of addresses) if (each.startsWith('http')) tell(say('cli.dashboardAt', { address: `${each}/ui` }));
    if (token !== undefined) {
      tell(say('cli.tokenOnce'));
      await output.text(`${token}\n`, { token, addresses });
    }
    await new Promise<void>((resolve) => {
      if (interrupted.aborted) resolve();
      interrupted.addEventListener('abort', () => resolve(), { once: true });
    });
    await server.close();
    return undefined;
  },
});

async function labAt(controlSocket: string): Promise<Lab> {
  const [{ askLab }, { labOfServer }] = await Promise.all([
    import('../../lab/index.ts'),
    import('../server/lab-of-server.ts'),
  ]);
  return labOfServer(askLab(controlSocket));
}

/** Only this machine, until somebody says otherwise. */
const defaultListen = '127.0.0.1:9696';

/** "127.0.0.1:9696", "[::1]:9696". Throws BAD_LISTEN. */
function parseListen(text: string): { readonly host: string; readonly port: number } {
  const [, host = '', port = ''] =
    /^(?:\[([\da-f:.]+)\]|([^:[\]]+)):(\d+)$/i.exec(text)?.filter((part) => part !== undefined) ?? [];
  if (host === '') throw new PortreeveError('BAD_LISTEN', { text });
  return { host, port: wholeNumber('--listen', port, 0, 65_535) };
}

async function readToken(path: string): Promise<string> {
  try {
    const token = (await readFile(path, 'utf8')).trim();
    if (token.length < 16) throw new PortreeveError('TOKEN_TOO_SHORT', { path, min: 16 });
    return token;
  } catch (cause) {
    if (cause instanceof PortreeveError) throw cause;
    throw new PortreeveError('FILE_UNREADABLE', { path, reason: reasonOf(cause) }, { cause });
  }
}

/** Where a service keeps its state, or else where a user's programs do. */
export function dataFolder({ env }: World): string {
  if (process.getuid?.() === 0) return '/var/lib/portreeve';
  return join(env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state'), 'portreeve', 'server');
}
