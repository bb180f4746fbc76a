import { connect } from 'node:net';
import { PortreeveError, reasonOf } from '../../model/index.ts';
import type { ControlVerb, ControlVerbs } from './protocol.ts';

/** Asks a running lab. Throws LAB_NOT_RUNNING if nobody answers, else what the lab threw. */
export type AskLab = <V extends ControlVerb>(
  verb: V,
  ask: ControlVerbs[V]['ask'],
) => Promise<ControlVerbs[V]['answer']>;

export function askLab(controlSocket: string): AskLab {
  return async (verb, ask) => {
    const reply: unknown = JSON.parse(await exchange(controlSocket, JSON.stringify({ verb, ask })));
    if (typeof reply === 'object' && reply !== null && 'answer' in reply) {
      return reply.answer as ControlVerbs[typeof verb]['answer'];
    }
    throw errorOf(reply);
  };
}

function exchange(path: string, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const gone = (cause?: unknown) => reject(new PortreeveError('LAB_NOT_RUNNING', {}, { cause }));
    let text = '';
    const socket = connect(path);
    socket.setEncoding('utf8');
    socket.on('error', gone);
    socket.on('data', (part: string) => {
      text += part;
    });
    socket.on('close', () => (text.endsWith('\n') ? resolve(text) : gone()));
    socket.write(`${question}\n`);
  });
}

function errorOf(reply: unknown): PortreeveError {
  if (typeof reply === 'object' && reply !== null && 'error' in reply) {
    const error = reply.error as Pick<PortreeveError, 'code' | 'params' | 'details'>;
    return new PortreeveError(error.code, error.params, { details: error.details });
  }
  return new PortreeveError('INTERNAL', { reason: `the lab answered ${reasonOf(JSON.stringify(reply))}` });
}
