import { type Server, type Socket, createServer } from 'node:net';
import { chmodSync, rmSync } from 'node:fs';
import { PortreeveError, reasonOf } from '../../model/index.ts';
import type { ControlVerb, ControlVerbs } from './protocol.ts';

export type ControlHandlers = {
  readonly [V in ControlVerb]: (ask: ControlVerbs[V]['ask']) => Promise<ControlVerbs[V]['answer']>;
};

/** Longest question; nothing that is asked comes near. */
const maxLine = 64 * 1024;

/** Answers questions on a unix socket that only its owner may open: a line each, one question a connection. */
export async function serveControl(path: string, handlers: ControlHandlers): Promise<Server> {
  const server = createServer((socket) => {
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    let line = '';
    const listen = (text: string) => {
      line += text;
      const end = line.indexOf('\n');
      if (end < 0 && line.length <= maxLine) return;
      socket.off('data', listen);
      void answer(socket, end < 0 ? '' : line.slice(0, end), handlers);
    };
    socket.on('data', listen);
  });
  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return server;
}

async function answer(socket: Socket, line: string, handlers: ControlHandlers): Promise<void> {
  try {
    const { verb, ask } = parseQuestion(line, handlers);
    const handler: (ask: never) => Promise<object> = handlers[verb];
    socket.end(`${JSON.stringify({ answer: await handler(ask) })}\n`);
  } catch (caught) {
    const error =
      caught instanceof PortreeveError
        ? caught
        : new PortreeveError('INTERNAL', { reason: reasonOf(caught) }, { cause: caught });
    const { code, params, details } = error;
    socket.end(`${JSON.stringify({ error: { code, params, details } })}\n`);
  }
}

function parseQuestion(line: string, handlers: ControlHandlers): { verb: ControlVerb; ask: never } {
  let question: unknown;
  try {
    question = JSON.parse(line);
  } catch {
    question = undefined;
  }
  if (typeof question === 'object' && question !== null && 'verb' in question && 'ask' in question) {
    const { verb, ask } = question;
    if (typeof verb === 'string' && Object.hasOwn(handlers, verb) && typeof ask === 'object') {
      // The other end is this program, of the same version: shapes are checked where they are used.
      return { verb: verb as ControlVerb, ask: ask as never };
    }
  }
  throw new PortreeveError('LAB_BAD_QUESTION');
}
