import { no, type Shape, type Shapes, type Taken } from './shape.ts';
import { servicePort } from './service-names.ts';

const portOption = / (spt|dpt)s?:(!?)([^\s:]+)(?::([^\s:]+))?(?=\s|$)/y;
const tcpOption = / option=(!?)([0-9]+)(?=\s|$)/y;
const tcpFlags = / flags:(!?)([^\s/]+)\/(\S+)/y;
const chunkTypes = /( !)? (all|any|only) (\S+)/y;
const dccpTypes = /( !)? ([A-Z]+(?:,[A-Z]+)*|[0-9]+(?:,[0-9]+)*)(?=\s|$)/y;

/** `tcp spts:!1024:65535 dpt:22 option=8 flags:0x17/0x02`, `sctp dpt:5000 any INIT`, `dccp REQUEST option=1`. */
function readPortModule(module: string): Shape {
  return (text, at) => {
    let end = at + module.length;
    let say = `-m ${module}`;
    let unknownService: string | undefined;
    const next = (pattern: RegExp): RegExpExecArray | null => {
      pattern.lastIndex = end;
      const found = pattern.exec(text);
      if (found) end = pattern.lastIndex;
      return found;
    };
    for (let found = next(portOption); found; found = next(portOption)) {
      const [, side = '', not, first = '', last] = found;
      const range = [first, ...(last === undefined ? [] : [last])].map(portText);
      unknownService ??= range.find((port) => !isNumber(port));
      say += ` ${no(not)}--${side === 'spt' ? 'sport' : 'dport'} ${range.join(':')}`;
    }
    if (module === 'sctp') say += sayChunks(next(chunkTypes));
    if (module === 'dccp') {
      const before = end;
      const types = sayDccpTypes(next(dccpTypes));
      if (types === undefined) end = before;
      else say += types;
    }
    const option = next(tcpOption);
    if (option) say += ` ${no(option[1])}--${module}-option ${option[2]}`;
    const flags = next(tcpFlags);
    if (flags) say += ` ${no(flags[1])}--tcp-flags ${flagNames(flags[2] ?? '')} ${flagNames(flags[3] ?? '')}`;
    const taken: Taken = { say, end };
    return unknownService === undefined ? taken : { ...taken, unknownService };
  };
}

const multiportForm = /multiport (sports|dports|ports) +(! ?)?(\S+)/y;

const multiport: Shape = (text, at) => {
  multiportForm.lastIndex = at;
  const found = multiportForm.exec(text);
  if (!found) return undefined;
  const [, side, not, list = ''] = found;
  const ports = list.split(',').map((item) => item.split(':').map(portText));
  const unknownService = ports.flat().find((port) => !isNumber(port));
  const taken: Taken = {
    say: `-m multiport ${no(not)}--${side} ${ports.map((range) => range.join(':')).join(',')}`,
    end: multiportForm.lastIndex,
  };
  return unknownService === undefined ? taken : { ...taken, unknownService };
};

export const portShapes: Shapes = [
  ...['tcp', 'udp', 'udplite', 'sctp', 'dccp'].map((module) => [module, readPortModule(module)] as const),
  ['multiport', multiport],
];

function isNumber(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

/** A port as digits; a service that nobody knows stays a name. */
function portText(text: string): string {
  return isNumber(text) ? text : String(servicePort(text) ?? text);
}

const flagOrder = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

/** "0x17" -> "FIN,SYN,RST,ACK"; a list of names stays. */
function flagNames(text: string): string {
  if (!/^0x[0-9a-f]{1,2}$/i.test(text)) return text;
  const bits = Number(text);
  const names = flagOrder.filter((_, bit) => (bits & (1 << bit)) !== 0);
  return names.length === 0 ? 'NONE' : names.join(',');
}

/** Numbers of the chunks that libxt_sctp names. */
const chunkNames: ReadonlyMap<number, string> = new Map([
  [0, 'DATA'],
  [1, 'INIT'],
  [2, 'INIT_ACK'],
  [3, 'SACK'],
  [4, 'HEARTBEAT'],
  [5, 'HEARTBEAT_ACK'],
  [6, 'ABORT'],
  [7, 'SHUTDOWN'],
  [8, 'SHUTDOWN_ACK'],
  [9, 'ERROR'],
  [10, 'COOKIE_ECHO'],
  [11, 'COOKIE_ACK'],
  [12, 'ECN_ECNE'],
  [13, 'ECN_CWR'],
  [14, 'SHUTDOWN_COMPLETE'],
]);

/** `any 0x0001`, with -n: numbers; without: names. */
function sayChunks(found: RegExpExecArray | null): string {
  if (!found) return '';
  const [, not, which, list = ''] = found;
  const names = list.replace(/0x[0-9a-f]{4}/gi, (number) => chunkNames.get(Number(number)) ?? number);
  return ` ${no(not)}--chunk-types ${which} ${names}`;
}

const dccpNames = 'REQUEST RESPONSE DATA ACK DATAACK CLOSEREQ CLOSE RESET SYNC SYNCACK INVALID'.split(' ');

/** Undefined: words of something else, a target in capitals for one. */
function sayDccpTypes(found: RegExpExecArray | null): string | undefined {
  if (!found) return '';
  const names = (found[2] ?? '').split(',').map((type) => (isNumber(type) ? dccpNames[Number(type)] : type));
  if (!names.every((name) => name !== undefined && dccpNames.includes(name))) return undefined;
  return ` ${no(found[1])}--dccp-types ${names.join(',')}`;
}
