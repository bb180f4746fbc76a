import type { PageKey } from '../words/page-words.ts';
import type { Rule } from '../api/security-groups.ts';
import type { ServiceOf } from './services.ts';

/** Who is on the other side of some rules. */
export type RemoteOf =
  | { readonly kind: 'any' }
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'addressGroup'; readonly id: string }
  | { readonly kind: 'prefix'; readonly prefix: string };

/** A sentence of the catalogue, and what fills it. */
export interface RuleSentence {
  readonly say: PageKey;
  readonly remote: RemoteOf;
  /** Each with the family that it is for, where that has to be said. Empty: the sentence is of every protocol. */
  readonly services: readonly (ServiceOf & { readonly isIPv6: boolean })[];
}

/**
 * A group's rules in a few sentences: one for each remote and direction, what may enter first. True of each: what a
 * sentence lets through, some rule lets through; that nothing else does is said only where no rule is left out.
 */
export function sentencesOf(groupId: string, rules: readonly Rule[]): readonly RuleSentence[] {
  return [...entering(groupId, rules), ...leaving(groupId, rules)];
}

/** What one rule lets through. */
export function sentenceOf(groupId: string, rule: Rule): RuleSentence {
  const remote = remoteOf(rule);
  return sentence(remote, [rule], rule.direction === 'ingress' ? enterKey(remote, groupId) : leaveKey(remote, groupId));
}

function entering(groupId: string, rules: readonly Rule[]): readonly RuleSentence[] {
  const own = rules.filter(({ direction }) => direction === 'ingress');
  if (own.length === 0) return [plain('web.nothingEnters')];
  return byRemote(own).map(([remote, some]) => sentence(remote, some, enterKey(remote, groupId)));
}

function leaving(groupId: string, rules: readonly Rule[]): readonly RuleSentence[] {
  const own = rules.filter(({ direction }) => direction === 'egress');
  if (own.length === 0) return [plain('web.nothingLeaves')];
  const isOpen = (family: string) =>
    own.some((rule) => rule.ethertype === family && isEverything(rule) && isToAny(rule));
  const [v4, v6] = [isOpen('IPv4'), isOpen('IPv6')];
  if (v4 && v6) return [plain('web.everythingLeaves')];
  const rest = own.filter((rule) => !(rule.ethertype === 'IPv4' ? v4 : v6));
  const others = byRemote(rest).map(([remote, some]) => sentence(remote, some, leaveKey(remote, groupId)));
  if (v4) return [plain(rest.length === 0 ? 'web.onlyIPv4Leaves' : 'web.everythingLeavesIPv4'), ...others];
  if (v6) return [plain(rest.length === 0 ? 'web.onlyIPv6Leaves' : 'web.everythingLeavesIPv6'), ...others];
  return others;
}

function plain(say: PageKey): RuleSentence {
  return { say, remote: { kind: 'any' }, services: [] };
}

type KeyPair = readonly [some: PageKey, all: PageKey];

function enterKey(remote: RemoteOf, groupId: string): KeyPair {
  switch (remote.kind) {
    case 'any':
      return ['web.fromAny', 'web.fromAnyAll'];
    case 'group':
      return remote.id === groupId ? ['web.fromSelf', 'web.fromSelfAll'] : ['web.fromGroup', 'web.fromGroupAll'];
    case 'addressGroup':
      return ['web.fromAddresses', 'web.fromAddressesAll'];
    case 'prefix':
      return ['web.fromPrefix', 'web.fromPrefixAll'];
  }
}

function leaveKey(remote: RemoteOf, groupId: string): KeyPair {
  switch (remote.kind) {
    case 'any':
      return ['web.toAny', 'web.toAnyAll'];
    case 'group':
      return remote.id === groupId ? ['web.toSelf', 'web.toSelfAll'] : ['web.toGroup', 'web.toGroupAll'];
    case 'addressGroup':
      return ['web.toAddresses', 'web.toAddressesAll'];
    case 'prefix':
      return ['web.toPrefix', 'web.toPrefixAll'];
  }
}

function sentence(remote: RemoteOf, rules: readonly Rule[], [some, all]: KeyPair): RuleSentence {
  if (rules.some(isEverything)) return { say: all, remote, services: [] };
  const services = rules.map(({ protocol, port_range_min, port_range_max, ethertype }) => {
    const service = { protocol, port_range_min, port_range_max };
    // By what it says itself, or by the remote, the family of most is plain.
    const isPlain =
      remote.kind === 'prefix' || rules.some((other) => other.ethertype === 'IPv4' && isSame(other, service));
    return { ...service, isIPv6: ethertype === 'IPv6' && !isPlain };
  });
  const distinct = new Map(services.map((service) => [JSON.stringify({ ...service, isIPv6: undefined }), service]));
  return { say: some, remote, services: [...distinct.values()] };
}

function isSame(rule: ServiceOf, { protocol, port_range_min, port_range_max }: ServiceOf): boolean {
  return rule.protocol === protocol && rule.port_range_min === port_range_min && rule.port_range_max === port_range_max;
}

function isEverything({ protocol }: Rule): boolean {
  return protocol === null;
}

function isToAny(rule: Rule): boolean {
  return remoteOf(rule).kind === 'any';
}

export function remoteOf(rule: Omit<Rule, 'id'>): RemoteOf {
  const { remote_group_id: group, remote_address_group_id: addresses, remote_ip_prefix: prefix } = rule;
  if (group !== null) return { kind: 'group', id: group };
  if (addresses !== null) return { kind: 'addressGroup', id: addresses };
  if (prefix === null || prefix === '0.0.0.0/0' || prefix === '::/0') return { kind: 'any' };
  // A single address is written as people write it.
  return { kind: 'prefix', prefix: prefix.replace(/^([^:]+)\/32$|^(.*:.*)\/128$/, '$1$2') };
}

/** Rules of one remote together, remotes in the order of their first rule. */
function byRemote(rules: readonly Rule[]): readonly (readonly [RemoteOf, readonly Rule[]])[] {
  const out = new Map<string, [RemoteOf, Rule[]]>();
  for (const rule of rules) {
    const remote = remoteOf(rule);
    const key = JSON.stringify(remote);
    const known = out.get(key);
    if (known) known[1].push(rule);
    else out.set(key, [remote, [rule]]);
  }
  return [...out.values()];
}
