import type { Match, NegatableRange, PortModule } from '../match.ts';
import { type Option, not, onlyValue, printOption, readNumber, readOptions } from './options.ts';

type PortsMatch = Extract<Match, { kind: 'ports' }>;

export function parsePorts(module: PortModule, words: readonly string[]): PortsMatch | undefined {
  const options = readOptions(words);
  if (options === undefined) return undefined;
  let source: NegatableRange | null = null;
  let destination: NegatableRange | null = null;
  const rest: string[] = [];
  for (const option of options) {
    switch (option.name) {
      case '--sport':
      case '--source-port': {
        const range = readPorts(option);
        if (range === undefined || source !== null) return undefined;
        source = range;
        break;
      }
      case '--dport':
      case '--destination-port': {
        const range = readPorts(option);
        if (range === undefined || destination !== null) return undefined;
        destination = range;
        break;
      }
      case '--syn':
        rest.push(printOption({ ...option, name: '--tcp-flags', values: ['FIN,SYN,RST,ACK', 'SYN'] }));
        break;
      default:
        rest.push(printOption(option));
    }
  }
  return { kind: 'ports', module, source, destination, rest: rest.join(' ') };
}

export function printPorts(match: PortsMatch): string {
  let text = `-m ${match.module}`;
  if (match.source !== null) text += ` ${not(match.source.negated)}--sport ${printRange(match.source)}`;
  if (match.destination !== null) text += ` ${not(match.destination.negated)}--dport ${printRange(match.destination)}`;
  return match.rest === '' ? text : `${text} ${match.rest}`;
}

/** "22", "1024:65535"; an open end (":22", "1024:") reaches to the first or last port. */
function readPorts(option: Option): NegatableRange | undefined {
  const value = onlyValue(option);
  if (value === undefined) return undefined;
  const colon = value.indexOf(':');
  if (colon < 0) {
    const port = readNumber(value, 65_535);
    return port === undefined ? undefined : { first: port, last: port, negated: option.negated };
  }
  const first = colon === 0 ? 0 : readNumber(value.slice(0, colon), 65_535);
  const last = colon === value.length - 1 ? 65_535 : readNumber(value.slice(colon + 1), 65_535);
  if (first === undefined || last === undefined || first > last) return undefined;
  return { first, last, negated: option.negated };
}

function printRange(range: NegatableRange): string {
  return range.first === range.last ? String(range.first) : `${range.first}:${range.last}`;
}
