import { type SecurityGroupRule, protocolNumber } from '../../model/index.ts';
import type { Family, Match } from '../../netfilter/index.ts';
import { type Language, type WordsKey, say } from '../../words/index.ts';
import type { HostMap } from '../mapping/host-map.ts';
import type { RuleReason } from '../mapping/meaning.ts';
import type { Names } from '../reasons/judge-pass.ts';
import type { RuleRef } from '../trace.ts';
import { serviceName } from './service-names.ts';

/** A security group rule in words: "test: SSH from default". */
export function groupRuleWords(
  group: string,
  rule: SecurityGroupRule,
  names: Pick<Names, 'group'>,
  language: Language,
): string {
  return oneWay(group, rule.direction, serviceWords(rule) ?? rule.ethertype, remoteOf(rule, names), language);
}

/**
 * Why a rule of a host is there, in few words. Of a group's rule whose writer is not known its own content is said.
 * Undefined: nothing is known of it that its text would not say as well.
 */
export function ruleWords(
  map: HostMap,
  family: Family,
  ref: RuleRef,
  names: Pick<Names, 'group'>,
  language: Language,
): string | undefined {
  const words = map.rule(family, ref).reasons.map((reason) => {
    switch (reason.kind) {
      case 'securityGroupRule': {
        const { group, rule: id } = reason;
        const made = group && map.written?.state.groups.get(group)?.rules.find((rule) => rule.id === id);
        if (made) return groupRuleWords(names.group(group), made, names, language);
        const rule = map.rulesets[family].tables.get(ref.table)?.chains.get(ref.chain)?.rules[ref.rule - 1];
        const { role } = map.chain(family, ref.table, ref.chain);
        return contentWords(rule?.matches ?? [], role === 'egress' ? 'egress' : 'ingress', language);
      }
      case 'antiSpoof':
        return say(language, guardWords[reason.what]);
      case 'scaffold':
        return say(language, `compiler.whyScaffold_${reason.role}`);
    }
  });
  return words.length === 0 ? undefined : [...new Set(words)].join('; ');
}

const guardWords: { readonly [what in Extract<RuleReason, { kind: 'antiSpoof' }>['what']]: WordsKey } = {
  'mac-ip': 'explain.ownAddress',
  dhcp: 'explain.noDhcpServer',
  ra: 'explain.noRouter',
  arp: 'explain.ownAddress',
  ndp: 'explain.ownAddress',
};

function oneWay(
  group: string | undefined,
  direction: 'ingress' | 'egress',
  service: string,
  remote: string | undefined,
  language: Language,
): string {
  const way = direction === 'ingress' ? 'from' : 'to';
  const params = { group: group ?? '', service, remote: remote ?? '' };
  if (group === undefined) return say(language, `explain.${way}${remote === undefined ? 'Any' : 'Some'}`, params);
  return say(language, `explain.group_${way}${remote === undefined ? 'Any' : 'Some'}`, params);
}

function remoteOf({ remote }: SecurityGroupRule, names: Pick<Names, 'group'>): string | undefined {
  switch (remote.kind) {
    case 'any':
      return undefined;
    case 'prefix':
      return remote.prefix;
    case 'group':
    case 'addressGroup':
      return names.group(remote.id);
  }
}

/** As OpenStack's pages call the commonest services; undefined: every protocol. */
function serviceWords({ protocol, portRangeMin, portRangeMax }: SecurityGroupRule): string | undefined {
  if (protocol === null) return undefined;
  if (portRangeMin === null) return protocol.startsWith('icmp') ? protocol.toUpperCase() : protocol;
  return serviceName(`${protocol}/${rangeText(portRangeMin, portRangeMax ?? portRangeMin)}`);
}

/** What a rule of a port's chain lets through, by its matches. */
function contentWords(matches: readonly Match[], direction: 'ingress' | 'egress', language: Language): string {
  const protocol = matches.find((match) => match.kind === 'protocol')?.protocol;
  const detail = matches.map(serviceDetail).find((text) => text !== undefined);
  const any = say(language, 'explain.anyService');
  const base = protocol === undefined ? undefined : protocolNumber(protocol) === 1 ? 'ICMP' : protocol;
  const service = base === undefined ? any : detail === undefined ? base : serviceName(`${base}/${detail}`);
  const remote = matches.map((match) => remoteDetail(match, direction)).find((text) => text !== undefined);
  return oneWay(undefined, direction, service, remote, language);
}

function serviceDetail(match: Match): string | undefined {
  switch (match.kind) {
    case 'ports':
      return match.destination ? rangeText(match.destination.first, match.destination.last) : undefined;
    case 'multiport':
      return match.ranges.map(({ first, last }) => rangeText(first, last)).join(',');
    case 'icmp':
      if (match.type === null) return undefined;
      return match.code === null ? String(match.type) : `${match.type}/${match.code}`;
    default:
      return undefined;
  }
}

function remoteDetail(match: Match, direction: 'ingress' | 'egress'): string | undefined {
  if (match.kind === 'set') return match.name;
  if (match.kind === (direction === 'ingress' ? 'source' : 'destination')) return match.cidr;
  return undefined;
}

function rangeText(first: number, last: number): string {
  return first === last ? String(first) : `${first}-${last}`;
}
