import { type Logger, pino } from 'pino';
import type { Sink } from './context.ts';

/** The log of a server or an agent: one JSON object a line; on a terminal a line that people can read. */
export function createDaemonLog(sink: Sink, level: string): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, { write: (line) => void sink.write(sink.isTTY ? readable(line) : line) });
}

/** "12:00:01 info  the server answers  event=started addresses=[…]" */
function readable(line: string): string {
  const { time, level, msg, ...facts }: Record<string, unknown> = JSON.parse(line);
  const rest = Object.entries(facts).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${[String(time).slice(11, 19), String(level).padEnd(5), msg, ...rest].join(' ')}\n`;
}
