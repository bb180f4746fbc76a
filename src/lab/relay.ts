import { type Socket, createConnection, createServer } from 'node:net';
import { PortreeveError, reasonOf } from '../model/index.ts';

export interface Relay {
  readonly port: number;
  /** Connections that are open end with it. */
  close(): Promise<void>;
}

/**
 * Lets programs of this machine reach what listens on a socket of the file system, by a port of the loopback: browsers
 * know no such sockets, and the lab's own addresses are in namespaces of their own. `port` 0: any that is free. Throws
 * LISTEN_FAILED.
 */
export async function openRelay(socketPath: string, port: number): Promise<Relay> {
  const open = new Set<Socket>();
  const server = createServer((outer) => {
    const inner = createConnection(socketPath);
    for (const [from, to] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      open.add(from);
      from.pipe(to);
      // Whichever end breaks, the other one hears of it by being closed.
      from.on('error', () => to.destroy());
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const where = `127.0.0.1:${port}`;
      reject(new PortreeveError('LISTEN_FAILED', { where, reason: reasonOf(cause) }, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
