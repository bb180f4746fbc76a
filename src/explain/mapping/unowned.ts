import { type Chain, type Family, type Policy, printRuleText } from '../../netfilter/index.ts';
import type { HostMap } from './host-map.ts';
import { jumpTarget } from './port-chains.ts';

/** Rules of one chain that nobody known wrote. They are walked like all others. */
export interface UnownedRules {
  readonly family: Family;
  readonly table: string;
  readonly chain: string;
  /** Which program the chain's name points to; null: none that is known, or a person. */
  readonly looksLike: ForeignProgram | null;
  /** Of a built-in chain, where it is not ACCEPT: nobody of ours sets it. */
  readonly policy: Exclude<Policy, 'ACCEPT'> | null;
  readonly rules: readonly { readonly number: number; readonly text: string }[];
}

export type ForeignProgram = (typeof programs)[number][0];

/** By the beginnings of chain names. */
const programs = [
  ['Docker', /^DOCKER(?:-|_|$)/],
  ['Kubernetes', /^KUBE-/],
  ['Calico', /^cali-/],
  ['Flannel', /^FLANNEL-/],
  ['CNI', /^CNI-/],
  ['libvirt', /^LIBVIRT_/],
  ['ufw', /^ufw6?-/],
  ['firewalld', /^(?:IN|FWD|FWDI|FWDO|PRE|POST|FORWARD|INPUT|OUTPUT|PREROUTING|POSTROUTING)_/],
  ['fail2ban', /^(?:f2b|fail2ban)-/],
  ['Tailscale', /^ts-/],
  ['Neutron', /^neutron-/],
  ['Nova', /^nova-/],
] as const;

/** Everything of a host that is not the layout's, chain by chain: Docker's, a person's, another agent's. */
export function unownedRules(map: HostMap): readonly UnownedRules[] {
  return (['ipv4', 'ipv6'] as const).flatMap((family) =>
    [...map.rulesets[family].tables.values()].flatMap(({ name: table, chains }) =>
      [...chains.values()].flatMap((chain) => {
        const found = unownedIn(map, family, table, chain);
        return found ? [found] : [];
      }),
    ),
  );
}

function unownedIn(map: HostMap, family: Family, table: string, chain: Chain): UnownedRules | undefined {
  const unowned = chain.rules.flatMap((rule, index) => {
    const number = index + 1;
    const { certainty } = map.rule(family, { table, chain: chain.name, rule: number });
    return certainty === 'none' ? [{ number, rule }] : [];
  });
  const policy = chain.policy === null || chain.policy === 'ACCEPT' ? null : chain.policy;
  const isForeign = map.chain(family, table, chain.name).role === 'foreign';
  if (unowned.length === 0 && policy === null && !isForeign) return undefined;
  // Rules in chains that all share are told by where they lead.
  const names = isForeign ? [chain.name] : unowned.flatMap(({ rule }) => jumpTarget(rule) ?? []);
  const rules = unowned.map(({ number, rule }) => ({ number, text: printRuleText(rule) }));
  return { family, table, chain: chain.name, looksLike: programOf(names), policy, rules };
}

/** The program that names of chains point to; null: none that is known. */
export function programOf(names: readonly string[]): ForeignProgram | null {
  return programs.find(([, pattern]) => names.some((name) => pattern.test(name)))?.[0] ?? null;
}
