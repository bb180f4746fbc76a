import type { Certainty, ChainRole } from '../../../explain/index.ts';
import type { Chain, Family } from '../../../netfilter/index.ts';
import { type Language, type WordsKey, say } from '../../../words/index.ts';
import type { NamesById } from './asks.ts';
import { forwardChains, inReadingOrder } from './forward-chains.ts';
import { matchWords, targetOf } from './match-words.ts';
import type { ReadMoment } from './read-moment.ts';
import { type Why, whyOf } from './why.ts';

/** A chain of a host: what it is for, whose it is, what its rules do and where they lead. */
export interface ChainEntry {
  readonly table: string;
  readonly chain: string;
  readonly role: ChainRole;
  readonly certainty: Certainty;
  /** "to vm-oa", "drops what no rule has admitted". */
  readonly purpose: string;
  readonly ports: readonly ChainPort[];
  /** Of a built-in chain. */
  readonly policy: string | null;
  /** Packets of instances come through it. */
  readonly isForwarding: boolean;
  readonly rules: readonly ChainRule[];
}

export interface ChainPort {
  readonly device: string;
  /** Null: only the rules tell of it. */
  readonly id: string | null;
  readonly name: string;
}

export interface ChainRule {
  readonly number: number;
  readonly asks: string;
  readonly target: string | null;
  readonly leadsTo: string | null;
  readonly why: Why | null;
  /** Null: not counted. */
  readonly packets: number | null;
}

/**
 * All chains of one family in the order in which a packet of an instance meets them: from FORWARD on, each before what it leads
 * to; then the host's own, then the other tables.
 */
export function chainList(
  moment: ReadMoment,
  family: Family,
  groups: NamesById,
  language: Language,
): readonly ChainEntry[] {
  const ruleset = moment.rules.rulesets[family];
  const forwarding = forwardChains(ruleset);
  return inReadingOrder(ruleset.tables.keys()).flatMap((table) => {
    const chains = ruleset.tables.get(table)?.chains ?? new Map<string, Chain>();
    return orderOfMeeting(chains, table === 'filter' ? 'FORWARD' : undefined).map((chain): ChainEntry => {
      const { role, certainty, devices } = moment.map.chain(family, table, chain.name);
      const ports = devices.map((device): ChainPort => {
        const port = moment.map.ports.find((one) => one.device === device)?.port ?? null;
        return { device, id: port?.id ?? null, name: port?.name || device };
      });
      return {
        table,
        chain: chain.name,
        role,
        certainty,
        purpose: purposeOf(role, chain.name, ports, language),
        ports,
        policy: chain.policy,
        isForwarding: table === 'filter' && forwarding.has(chain.name),
        rules: chain.rules.map((rule, index) => {
          const number = index + 1;
          const target = targetOf(rule);
          const line = moment.lineOf(family, table, chain.name, number);
          const packets = moment.counters[family][2 * line] ?? -1;
          return {
            number,
            asks: matchWords(rule, language),
            target: target?.text ?? null,
            leadsTo: target?.leadsTo ?? null,
            why: whyOf(moment.map, family, { table, chain: chain.name, rule: number }, groups, language) ?? null,
            packets: packets < 0 ? null : packets,
          };
        }),
      };
    });
  });
}

function purposeOf(role: ChainRole, chain: string, ports: readonly ChainPort[], language: Language): string {
  const known: Readonly<Record<string, WordsKey>> = {
    FORWARD: 'reading.builtIn_FORWARD',
    INPUT: 'reading.builtIn_INPUT',
    OUTPUT: 'reading.builtIn_OUTPUT',
    PREROUTING: 'reading.builtIn_PREROUTING',
    POSTROUTING: 'reading.builtIn_POSTROUTING',
  };
  const isPorts = role === 'ingress' || role === 'egress' || role === 'sources';
  if (isPorts && ports.length === 0) return say(language, 'reading.role_portless');
  const port = ports.map(({ name }) => name).join(', ');
  return say(
    language,
    (role === 'builtIn' ? known[chain] : undefined) ?? `reading.role_${role === 'other' ? 'idle' : role}`,
    { port },
  );
}

/** Depth first along the jumps, from one chain and then from the others as the dump has them. */
function orderOfMeeting(chains: ReadonlyMap<string, Chain>, first: string | undefined): readonly Chain[] {
  const met = new Set<Chain>();
  const meet = (name: string): void => {
    const chain = chains.get(name);
    if (chain === undefined || met.has(chain)) return;
    met.add(chain);
    for (const { target } of chain.rules) {
      if (target?.kind === 'jump' || target?.kind === 'goto') meet(target.chain);
    }
  };
  if (first !== undefined) meet(first);
  for (const name of chains.keys()) meet(name);
  return [...met];
}
