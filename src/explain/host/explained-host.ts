import type { Family, Policy } from '../../netfilter/index.ts';
import type { HostFinding } from '../findings/finding.ts';
import type { Hook } from '../hooks.ts';
import type { ChainMeaning, RuleMeaning, SetMeaning } from '../mapping/meaning.ts';
import type { ForeignProgram, UnownedRules } from '../mapping/unowned.ts';
import type { RuleRef } from '../trace.ts';
import type { HostLayer } from './host-layers.ts';

/** A host as it is explained: plain data, but for the maps of its layers, which say more of each rule when asked. */
export interface ExplainedHost {
  readonly layers: readonly HostLayer[];
  readonly ports: readonly ExplainedPort[];
  /** Layer by layer, IPv4 first, in the order in which packets meet the built-in chains; each chain of one's own behind the first that leads to it. */
  readonly chains: readonly ExplainedChain[];
  readonly sets: readonly ExplainedSet[];
  /** Sets whose members no text gives. */
  readonly unknownSets: readonly string[];
  /** Whoever wrote chains or rules, as far as it can be told, most rules first. */
  readonly programs: readonly WrittenBy[];
  /** What experts overlook, as far as it is true here. */
  readonly overlooked: readonly HostFinding[];
  readonly unowned: readonly UnownedRules[];
}

/** A port, with the rules of its own chains that let something through. */
export interface ExplainedPort {
  readonly device: string;
  /** Addresses that it may send from, where the rules check them. */
  readonly addresses: readonly string[];
  readonly macs: readonly string[];
  readonly letsIn: readonly PlacedRef[];
  readonly letsOut: readonly PlacedRef[];
}

/** A rule of one layer and family. */
export interface PlacedRef extends RuleRef {
  readonly layer: number;
  readonly family: Family;
}

export interface ExplainedChain {
  readonly layer: number;
  readonly family: Family;
  readonly table: string;
  readonly chain: string;
  readonly meaning: ChainMeaning;
  /** The program that the name points to, of a chain that is none of the layout's. */
  readonly program: ForeignProgram | null;
  readonly policy: Policy | null;
  /** The built-in chain that it is first reached from, or is; null: nothing leads here. */
  readonly hook: Hook | null;
  /** Rules that lead here. */
  readonly comesFrom: readonly RuleRef[];
  /** Chains with the same number say the same, each of its own port. */
  readonly alike: number;
  readonly rules: readonly ExplainedRule[];
}

export interface ExplainedRule {
  /** From 1. */
  readonly number: number;
  /** As iptables-save has it, without the chain. */
  readonly text: string;
  readonly meaning: RuleMeaning;
  readonly leadsTo: string | null;
  readonly packets: string | null;
}

export interface ExplainedSet {
  readonly name: string;
  readonly type: string;
  readonly family: string | null;
  readonly members: number;
  readonly meaning: SetMeaning | null;
}

/** "layout": that of Neutron's linuxbridge agent, and of ours. Null: nobody who is known; policies of built-in chains are nobody's. */
export interface WrittenBy {
  readonly program: ForeignProgram | 'layout' | null;
  readonly chains: number;
  readonly rules: number;
}
