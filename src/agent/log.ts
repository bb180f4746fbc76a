import { type DestinationStream, pino } from 'pino';

/** One line for each thing that happened: a constant event name to search for, and what it was about. */
export interface AgentLog {
  info(event: string, facts?: Facts): void;
  warn(event: string, facts?: Facts): void;
  error(event: string, facts?: Facts): void;
}

type Facts = Readonly<Record<string, unknown>>;

/** JSON lines with `event`, `host` and whatever the event has (`port_id`, `revision`, `ms`, ...). */
export function createLog(host: string, destination?: DestinationStream): AgentLog {
  const logger = pino(
    {
      base: { host },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
  const line =
    (level: 'info' | 'warn' | 'error') =>
    (event: string, facts: Facts = {}) =>
      logger[level]({ event, ...facts }, event.replaceAll('_', ' '));
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

export const silentLog: AgentLog = { info() {}, warn() {}, error() {} };
