import { type Match, type Rule, whatIsNotTold } from '../../netfilter/index.ts';
import { type InferredTable, jumpTarget } from './port-chains.ts';
import type { ChainMeaning, RuleReason } from './meaning.ts';

/**
 * Why a rule of a chain of the layout is there, as far as its content tells. Comments are not asked: they are words
 * that anybody may write, and the layout's own say the same of both directions. `established`: the chain's rule for
 * known connections comes before this one.
 */
export function inferReason(
  rule: Rule,
  chain: ChainMeaning,
  { chains, unfiltered }: InferredTable,
  established: boolean,
): RuleReason | undefined {
  const to = jumpTarget(rule);
  const target = to === undefined ? undefined : chains.get(to)?.role;
  switch (chain.role) {
    case 'builtIn':
    case 'dispatch':
    case 'groupChain':
    case 'other':
      if (target !== undefined && target !== 'foreign') return scaffold('dispatch');
      if (rule.target?.kind !== 'accept' || chain.role === 'builtIn') return undefined;
      return chain.role === 'groupChain' ? scaffold('dispatch') : inferAccepted(rule, unfiltered);
    case 'fallback':
      return rule.target?.kind === 'drop' ? scaffold('fallback') : undefined;
    case 'conntrackZones':
      return rule.target?.kind === 'ct' ? scaffold('conntrackZone') : undefined;
    case 'sources':
      return rule.target?.kind === 'return' || rule.target?.kind === 'drop'
        ? { kind: 'antiSpoof', what: 'mac-ip' }
        : undefined;
    case 'ingress':
    case 'egress':
      if (target === 'fallback') return scaffold('fallback');
      if (target === 'sources') return { kind: 'antiSpoof', what: 'mac-ip' };
      return inferInPortChain(rule, chain.role, established);
    case 'foreign':
      return undefined;
  }
}

/** Ports that pass unfiltered have a rule that accepts whatever comes from or goes to their device. */
function inferAccepted({ matches }: Rule, unfiltered: ReadonlySet<string>): RuleReason | undefined {
  const device = matches.find((match) => match.kind === 'physdev');
  const name = device?.kind === 'physdev' ? (device.in ?? device.out)?.name : undefined;
  if (name === undefined || matches.some((match) => match.kind !== 'physdev' && match.kind !== 'comment'))
    return undefined;
  return scaffold(unfiltered.has(name) ? 'portSecurityOff' : 'trusted');
}

function inferInPortChain(rule: Rule, role: 'ingress' | 'egress', established: boolean): RuleReason | undefined {
  // A listing without interfaces has an open match in every rule: it says nothing of what the rule is for.
  const matches = rule.matches.filter(
    (match) => match.kind !== 'comment' && whatIsNotTold(match) !== 'interface not shown',
  );
  const state = onlyState(matches);
  const [from, to] = udpPorts(matches);
  const icmpType = matches.find((match) => match.kind === 'icmp' && match.module === 'icmp6');
  const isIcmp6 = matches.some((match) => match.kind === 'protocol' && match.protocol === 'ipv6-icmp');
  const isServer = (from === 67 && to === 68) || (from === 547 && to === 546);
  const isClient = (from === 68 && to === 67) || (from === 546 && to === 547);
  if (rule.target?.kind === 'drop') {
    if (state === 'INVALID') return scaffold('invalid');
    if (role === 'egress' && isServer) return { kind: 'antiSpoof', what: 'dhcp' };
    if (role === 'egress' && isRouterAdvertisement(icmpType)) return { kind: 'antiSpoof', what: 'ra' };
    return undefined;
  }
  if (rule.target?.kind !== 'return') return undefined;
  if (state === 'RELATED,ESTABLISHED' || state === 'ESTABLISHED,RELATED') return scaffold('established');
  if (role === 'ingress' ? isServer : isClient) return scaffold('dhcp');
  // What IPv6 needs stands before the rule for known connections; router advertisements stand right behind it.
  if (isIcmp6 && (!established || (role === 'ingress' && isRouterAdvertisement(icmpType)))) return scaffold('icmpv6');
  return { kind: 'securityGroupRule' };
}

function onlyState(matches: readonly Match[]): string | undefined {
  const [only, more] = matches;
  if (more !== undefined || (only?.kind !== 'state' && only?.kind !== 'ctstate') || only.negated) return undefined;
  return only.states.join(',');
}

function udpPorts(matches: readonly Match[]): readonly [from: number | undefined, to: number | undefined] {
  const ports = matches.find((match) => match.kind === 'ports' && match.module === 'udp');
  if (ports?.kind !== 'ports') return [undefined, undefined];
  const one = (range: typeof ports.source) => (range && range.first === range.last ? range.first : undefined);
  return [one(ports.source), one(ports.destination)];
}

function isRouterAdvertisement(match: Match | undefined): boolean {
  return match?.kind === 'icmp' && match.type === 134;
}

function scaffold(role: Extract<RuleReason, { kind: 'scaffold' }>['role']): RuleReason {
  return { kind: 'scaffold', role };
}
