import type { FastifyReply } from 'fastify';
import type { Written } from '../../store/index.ts';

/** Tells the client which revision holds his write: `hosts/{host}/wait` takes it. */
export function sendWritten(reply: FastifyReply, written: Written<unknown>): FastifyReply {
  return reply.header('x-portreeve-revision', written.revision);
}
