import type { FastifyInstance } from 'fastify';
import { PortreeveError } from '../../model/index.ts';
import { callerOf, stillCaller } from '../http/authentication.ts';
import type { Caller } from '../identity.ts';
import type { Listeners } from './listeners.ts';

export const eventsPath = '/portreeve/v1/events';
/** Open streams of one caller: a few windows each for a few people, and no more than that for a runaway script. */
const mostStreams = 50;

/** A stream of server-sent events: `DashboardEvent`s, for whoever may look at something. */
export function addEvents(app: FastifyInstance, listeners: Listeners): void {
  const streams = new Map<string, number>();

  app.get(eventsPath, (request, reply) => {
    const key = keyOf(callerOf(request));
    const open = streams.get(key) ?? 0;
    if (open >= mostStreams) throw new PortreeveError('TOO_MANY_STREAMS', { most: mostStreams });
    streams.set(key, open + 1);
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Of nginx: what is small must not wait for company.
      'x-accel-buffering': 'no',
    });
    raw.socket?.setNoDelay(true);
    const listening = listeners.add({
      caller: () => stillCaller(request),
      say: (event) => raw.write(`data: ${JSON.stringify(event)}\n\n`),
      end: () => raw.end(),
    });
    raw.on('drain', listening.drained);
    let isOver = false;
    const over = () => {
      if (isOver) return;
      isOver = true;
      listening.stop();
      const left = (streams.get(key) ?? 1) - 1;
      if (left > 0) streams.set(key, left);
      else streams.delete(key);
    };
    raw.on('close', over);
    raw.on('error', over);
  });
}

function keyOf({ user, project, isAdmin }: Caller): string {
  return JSON.stringify([user ?? '', project, isAdmin]);
}
