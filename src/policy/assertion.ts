import { type BoundPort, type Cidr, type PortId, parseCidr, protocolNumber } from '../model/index.ts';
import { type PolicyCloud, isOfNetwork } from './cloud.ts';
import { everybody, openingsOf } from './openings.ts';
import { type NumberRange, type ServiceSet, difference, everyService, intersection, isNone } from './service-set.ts';
import { type PolicyView, families, policyViews } from './view.ts';

/** "allow web → db tcp/5432", "deny any -> db tcp/22": what has to be so whatever else is changed. */
export interface Assertion {
  readonly text: string;
  readonly verdict: 'allow' | 'deny';
  readonly from: string;
  readonly to: string;
  readonly services: ServiceSet;
}

export type AssertionFault = 'form' | 'service' | 'prefixAsTarget';

const form = /^\s*(allow|deny)\s+(\S+)\s+(?:(?:→|->)\s+)?(?!(?:→|->)\s)(\S+)\s+(\S+)\s*$/i;

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

/** How an assertion fares. `nobody`: it names what is not there, or speaks of no two instances of one network. */
export type AssertionOutcome =
  | { readonly kind: 'holds' }
  | { readonly kind: 'fails'; readonly from: PortId | string; readonly to: PortId }
  | { readonly kind: 'nobody'; readonly name: string };

export function checkAssertions(cloud: PolicyCloud, assertions: readonly Assertion[]): readonly AssertionOutcome[] {
  const [view] = policyViews([cloud]);
  return assertions.map((assertion) => (view === undefined ? { kind: 'holds' } : check(view, assertion)));
}

function check(view: PolicyView, { verdict, from, to, services }: Assertion): AssertionOutcome {
  const receivers = portsCalled(view.cloud, to);
  if (receivers.length === 0) return { kind: 'nobody', name: to };
  const prefix = parseCidr(from);
  const isAny = from === 'any';
  const senders = prefix === undefined ? portsCalled(view.cloud, from) : [];
  if (senders.length === 0 && !isAny && prefix === undefined) return { kind: 'nobody', name: from };

  const outside = prefix ?? (isAny ? 'any' : undefined);
  if (outside !== undefined) {
    const fault = receivers.find((port) =>
      verdict === 'deny'
        ? isOpen(view, port, services, outside)
        : everybodyOf(view, port, prefix).some((whole) => !isWhollyOpen(view, port, services, whole)),
    );
    if (fault) return { kind: 'fails', from, to: fault.id };
  }
  let pairs = 0;
  for (const sender of senders) {
    for (const receiver of receivers) {
      if (sender === receiver || sender.networkId !== receiver.networkId) continue;
      pairs += 1;
      const [a, b] = [view.looksOf(sender), view.looksOf(receiver)];
      const common = families.filter((family) => a.addresses[family].length > 0 && b.addresses[family].length > 0);
      const passes = common.map((family) => intersection(view.sendsOut(a, b, family), view.takesIn(b, a, family)));
      const fails =
        verdict === 'allow'
          ? !passes.some((set) => isNone(difference(services, set)))
          : passes.some((set) => !isNone(intersection(services, set)));
      if (fails) return { kind: 'fails', from: sender.id, to: receiver.id };
    }
  }
  return pairs === 0 && outside === undefined ? { kind: 'nobody', name: from } : { kind: 'holds' };
}

/** Instances by the name of a group of theirs, or by their own name or id; `any`: all. */
function portsCalled(cloud: PolicyCloud, name: string): readonly BoundPort[] {
  const ports = [...cloud.ports.values()].filter((port) => !isOfNetwork(port));
  if (name === 'any') return ports;
  const groups = new Set([...cloud.groups.values()].filter((group) => group.name === name).map(({ id }) => id));
  return ports.filter(
    (port) => port.name === name || port.id === name || port.securityGroups.some((group) => groups.has(group)),
  );
}

/** Whether some address of the prefix (of everybody) gets some of the services through the port's ingress rules. */
function isOpen(view: PolicyView, port: BoundPort, services: ServiceSet, outside: string): boolean {
  const openings = openingsOf(view.looksOf(port), view.cloud);
  return openings.all.some(
    (opening) =>
      opening.direction === 'ingress' &&
      (outside === 'any' || overlaps(opening.prefix, outside)) &&
      !isNone(intersection(services, openings.servicesOf(opening))),
  );
}

/** The prefix; without one, all addresses of the families that the port has an address of. */
function everybodyOf(view: PolicyView, port: BoundPort, prefix: Cidr | undefined): readonly Cidr[] {
  if (prefix !== undefined) return [prefix];
  const { addresses } = view.looksOf(port);
  const texts = families.flatMap((family) => (addresses[family].length > 0 ? [everybody[family]] : []));
  return texts;
}

/** Whether every address of the prefix gets all of the services. */
function isWhollyOpen(view: PolicyView, port: BoundPort, services: ServiceSet, prefix: Cidr): boolean {
  const openings = openingsOf(view.looksOf(port), view.cloud);
  const family = prefix.includes(':') ? 'ipv6' : 'ipv4';
  return isNone(difference(services, openings.servicesOf({ direction: 'ingress', family, prefix })));
}

function overlaps(one: string, other: string): boolean {
  const [a, b] = [parseCidr(one), parseCidr(other)];
  if (a === undefined || b === undefined || a.includes(':') !== b.includes(':')) return false;
  const bits = a.includes(':') ? 128n : 32n;
  const start = (cidr: string) => parseCidr(`${cidr.split('/')[0]}/${shorter}`);
  const lengths = [a, b].map((cidr) => BigInt(cidr.split('/')[1] ?? bits));
  const shorter = (lengths[0] ?? 0n) < (lengths[1] ?? 0n) ? lengths[0] : lengths[1];
  return start(a) === start(b);
}
