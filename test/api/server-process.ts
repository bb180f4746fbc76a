import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const built = resolve(import.meta.dirname, '../../dist/server/index.js');
const builtStore = resolve(import.meta.dirname, '../../dist/store/index.js');
export const token = 'a-token-for-tests';

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly endpoint: string;
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>;
}

export interface ProcessOptions {
  readonly socket?: string;
  readonly wrapper?: readonly string[];
  /** A database and a schema in place of the data folder. */
  readonly database?: { readonly url: string; readonly schema: string };
}

/** A server of its own process, from the build, on a data folder or a database. */
export async function startProcess(
  dataDir: string,
  { socket = `${dataDir}.sock`, wrapper = [], database }: ProcessOptions = {},
): Promise<ServerProcess> {
  if (!existsSync(built)) throw new Error('not built: run `npm run build` first');
  const options = { socket, initialToken: token, ...(database === undefined && { dataDir }) };
  const store =
    database === undefined
      ? ''
      : `store: await openPostgresStore(${JSON.stringify(database.url)}, ${JSON.stringify({ schema: database.schema })}),`;
  const program = `
    import { startServer } from ${JSON.stringify(pathToFileURL(built).href)};
    import { openPostgresStore } from ${JSON.stringify(pathToFileURL(builtStore).href)};
    const server = await startServer({ ${store} ...${JSON.stringify(options)} });
    process.on('SIGTERM', () => server.close().then(() => process.exit(0)));
    console.log(server.addresses[0]);
  `;
  const [command = process.execPath, ...args] = [...wrapper, process.execPath, '--input-type=module', '-e', program];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const endpoint = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).once('line', done);
    child.once('exit', (code) => fail(new Error(`the server ended with ${code}`)));
  });
  return {
    child,
    endpoint,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
