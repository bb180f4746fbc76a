import { type Cidr, type SecurityGroupRule, cidrParts, parseCidr } from '../model/index.ts';
import type { PolicyCloud } from './cloud.ts';
import { type ServiceSet, everyService, noService, servicesOfRule, union } from './service-set.ts';
import type { IpFamily, Looks } from './view.ts';

/** Addresses that a rule lets in or out whoever has them. */
export interface Opening {
  readonly direction: SecurityGroupRule['direction'];
  readonly family: IpFamily;
  /** In canonical form; `0.0.0.0/0` and `::/0` are everybody. */
  readonly prefix: Cidr;
}

export interface Openings {
  readonly all: readonly Opening[];
  /** What is let through with every address of the opening, by this and by wider ones. */
  servicesOf(opening: Opening): ServiceSet;
}

/** All addresses. */
export const everybody: { readonly [family in IpFamily]: Cidr } = {
  ipv4: parseCidr('0.0.0.0/0') as Cidr,
  ipv6: parseCidr('::/0') as Cidr,
};

/** What ports of these looks let in from, and out to, addresses as such; rules that name groups speak of instances. */
export function openingsOf(looks: Looks, cloud: PolicyCloud): Openings {
  if (!looks.isFiltered) {
    const all = (['ingress', 'egress'] as const).flatMap((direction) =>
      (['ipv4', 'ipv6'] as const).map((family) => ({ direction, family, prefix: everybody[family] })),
    );
    return { all, servicesOf: () => everyService };
  }
  const entries: { readonly opening: Opening; readonly services: ServiceSet }[] = [];
  for (const id of looks.groups) {
    for (const rule of cloud.groups.get(id)?.rules ?? []) {
      const family = rule.ethertype === 'IPv4' ? 'ipv4' : 'ipv6';
      for (const prefix of prefixesOf(rule, family, cloud)) {
        entries.push({ opening: { direction: rule.direction, family, prefix }, services: servicesOfRule(rule) });
      }
    }
  }
  const all = new Map(entries.map(({ opening }) => [JSON.stringify(opening), opening]));
  return {
    all: [...all.values()],
    servicesOf: (wanted) =>
      entries
        .filter(({ opening }) => isWithin(wanted, opening))
        .reduce((sum, { services }) => union(sum, services), noService),
  };
}

function prefixesOf({ remote }: SecurityGroupRule, family: IpFamily, cloud: PolicyCloud): readonly Cidr[] {
  const texts = () => {
    if (remote.kind === 'prefix') return [remote.prefix];
    return remote.kind === 'addressGroup' ? (cloud.addressGroups.get(remote.id)?.addresses ?? []) : [];
  };
  if (remote.kind === 'any') return [everybody[family]];
  return texts()
    .flatMap((text) => parseCidr(text) ?? [])
    .filter((cidr) => cidr.includes(':') === (family === 'ipv6'));
}

function isWithin(inner: Opening, outer: Opening): boolean {
  if (inner.direction !== outer.direction || inner.family !== outer.family) return false;
  if (inner.prefix === outer.prefix) return true;
  const [small, big] = [cidrParts(inner.prefix), cidrParts(outer.prefix)];
  const rest = BigInt((big.version === 4 ? 32 : 128) - big.length);
  return small.length >= big.length && small.first >> rest === big.first >> rest;
}
