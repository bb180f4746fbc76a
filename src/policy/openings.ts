import { type Cidr, type SecurityGroupRule, addressFromNumber, parseCidr } from '../model/index.ts';
import type { Remotes } from './remotes.ts';
import { type ServiceSet, difference, isNone, noService, union } from './service-set.ts';
import { type IpFamily, type Span, startIn } from './traits.ts';
import type { Side } from './sides.ts';

/** Addresses that a rule lets in or out whoever has them. */
export interface Opening {
  readonly direction: SecurityGroupRule['direction'];
  readonly family: IpFamily;
  /** In canonical form; `0.0.0.0/0` and `::/0` are everybody. */
  readonly prefix: Cidr;
}

/** What a side lets through with addresses as such; rules that name groups speak of instances. */
export interface SideOpenings {
  /** Widest first. */
  readonly spans: readonly Span[];
  /** What is let through with every address of the span, by its own and by wider rules. */
  servicesOf(span: Span): ServiceSet;
}

export const everybody: { readonly [family in IpFamily]: Span } = {
  ipv4: { version: 4, first: 0n, length: 0 },
  ipv6: { version: 6, first: 0n, length: 0 },
};

export function openingsOf({ any, named }: Side, family: IpFamily, remotes: Remotes): SideOpenings {
  const all = spanServices();
  if (!isNone(any)) all.add(everybody[family], any);
  for (const [name, services] of named) {
    const { group, spans } = remotes.named(name);
    if (group !== undefined) continue;
    for (const span of spans) if ((span.version === 4) === (family === 'ipv4')) all.add(span, services);
  }
  all.spans.sort((a, b) => a.length - b.length);
  return all;
}

/** What the first lets through with addresses that the second does not; what a wider span says is not said again. */
export function openedBy(now: SideOpenings, old: SideOpenings): readonly (readonly [Span, ServiceSet])[] {
  const said = spanServices();
  return now.spans.flatMap((span) => {
    const services = difference(difference(now.servicesOf(span), old.servicesOf(span)), said.servicesOf(span));
    if (isNone(services)) return [];
    said.add(span, services);
    return [[span, services] as const];
  });
}

/** By length, then by the first bits: so that the wider ones of a span are found without asking all. */
function spanServices() {
  const byLength = new Map<number, Map<bigint, ServiceSet>>();
  const spans: Span[] = [];
  return {
    spans,
    add(span: Span, services: ServiceSet): void {
      const ofLength = byLength.get(span.length) ?? new Map<bigint, ServiceSet>();
      byLength.set(span.length, ofLength);
      const start = startIn(span, span.length);
      const known = ofLength.get(start);
      if (known === undefined) spans.push(span);
      ofLength.set(start, known === undefined ? services : union(known, services));
    },
    servicesOf(span: Span): ServiceSet {
      let sum = noService;
      for (const [length, ofLength] of byLength) {
        const services = length <= span.length ? ofLength.get(startIn(span, length)) : undefined;
        if (services !== undefined) sum = union(sum, services);
      }
      return sum;
    },
  };
}

export function prefixText({ version, first, length }: Span): Cidr {
  return parseCidr(`${addressFromNumber(first, version)}/${length}`) as Cidr;
}
