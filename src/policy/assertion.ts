import { parseCidr, protocolNumber } from '../model/index.ts';
import { type NumberRange, type ServiceSet, everyService } from './service-set.ts';

/** "allow web → db tcp/5432", "deny any -> db tcp/22": what has to be so whatever else is changed. */
export interface Assertion {
  readonly text: string;
  readonly verdict: 'allow' | 'deny';
  readonly from: string;
  readonly to: string;
  readonly services: ServiceSet;
}

export type AssertionFault = 'form' | 'service' | 'prefixAsTarget';

const form = /^\s*(allow|deny)\s+(?!→|->)(\S+?)(?:\s*(?:→|->)\s*|\s+)(?!→|->)(\S+)\s+(\S+)\s*$/i;

/** Names are those of groups or ports; `any` is everybody, instances and addresses outside; the sender may be a prefix. */
export function parseAssertion(text: string): Assertion | AssertionFault {
  const parts = form.exec(text);
  if (parts === null) return 'form';
  const [, verdict = '', from = '', to = '', service = ''] = parts;
  const services = parseServices(service);
  if (services === undefined) return 'service';
  if (parseCidr(to) !== undefined) return 'prefixAsTarget';
  return { text: text.trim(), verdict: verdict.toLowerCase() === 'allow' ? 'allow' : 'deny', from, to, services };
}

function parseServices(text: string): ServiceSet | undefined {
  if (text === 'any') return everyService;
  const [name = '', numbers, code, ...more] = text.split('/');
  const protocol = name === 'icmpv6' ? 58 : protocolNumber(name.toLowerCase());
  if (protocol === undefined || more.length > 0) return undefined;
  if (numbers === undefined) return only(protocol, [0, 65_535]);
  const isIcmp = protocol === 1 || protocol === 58;
  const most = isIcmp ? 255 : 65_535;
  const [first, last = first, ...rest] = numbers.split('-').map((part) => (/^\d{1,5}$/.test(part) ? Number(part) : -1));
  if (first === undefined || last === undefined || rest.length > 0) return undefined;
  if (first < 0 || last > most || first > last) return undefined;
  if (!isIcmp) return code === undefined ? only(protocol, [first, last]) : undefined;
  if (code === undefined) return only(protocol, [first * 256, last * 256 + 255]);
  const exact = /^\d{1,3}$/.test(code) ? Number(code) : 256;
  return exact > 255 || first !== last ? undefined : only(protocol, [first * 256 + exact, first * 256 + exact]);
}

function only(protocol: number, range: NumberRange): ServiceSet {
  return { rest: false, by: new Map([[protocol, [range]]]) };
}
