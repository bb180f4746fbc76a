import { createServer } from 'node:net';
import { PortreeveError } from '../model/index.ts';

/**
 * Makes this process the one agent of its network namespace; gives the way to let go. The lock is an abstract unix
 * socket: it belongs to the network namespace, which is what an agent writes, and the kernel lets go of it when the
 * process dies, however it dies. So there is no stale lock file to reason about.
 */
export function lockNetworkNamespace(name = 'portreeve-agent'): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.on('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' ? new PortreeveError('AGENT_RUNNING', {}, { cause }) : cause);
    });
    server.listen(`\0${name}`, () => {
      server.unref();
      resolve(() => new Promise((done) => void server.close(() => done())));
    });
  });
}
