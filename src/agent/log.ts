import type { Logger } from 'pino';

/** One line for each thing that happened: a constant event name to search for, and what it was about. */
export interface AgentLog {
  info(event: string, facts?: Facts): void;
  warn(event: string, facts?: Facts): void;
  error(event: string, facts?: Facts): void;
}

type Facts = Readonly<Record<string, unknown>>;

/** Lines with `event`, `host` and whatever the event has (`port_id`, `revision`, `ms`, ...); the message is constant. */
export function createLog(host: string, logger: Logger): AgentLog {
  const line =
    (level: 'info' | 'warn' | 'error') =>
    (event: string, facts: Facts = {}) =>
      logger[level]({ event, host, ...facts }, event.replaceAll('_', ' '));
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

export const silentLog: AgentLog = { info() {}, warn() {}, error() {} };
