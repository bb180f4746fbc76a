import type { Family, HostNames, IpSet, Ruleset, TableName } from '../../netfilter/index.ts';
import type { ReadFinding } from './finding.ts';
import type { LineAccount } from './line-account.ts';

/** Which of the two implementations of iptables holds the rules. A host can have both loaded, and runs both. */
export type Backend = 'nft' | 'legacy';

/**
 * One paste or file of a host: output of iptables and ipset in any of their forms, with whatever stands around it. What
 * the user says of it settles what the text itself leaves open.
 */
export interface HostText {
  readonly text: string;
  /** Of the file; shown in findings. "ip6" or "v6" in it is the last thing that tells the family. */
  readonly name?: string;
  readonly family?: Family;
  readonly backend?: Backend;
  /** For listings and `iptables -S`, which do not name their table. It wins over a guess. */
  readonly table?: TableName;
}

/** What is taken where no text says it and nothing is said of the text. */
export interface ReadHints {
  readonly family?: Family;
  readonly table?: TableName;
  /** Addresses of the names that a listing without -n prints. */
  readonly hosts?: HostNames;
  /** For listings without -v: take it that no rule names a device. Told as an assumption; without it each rule has an unknown. */
  readonly assumeNoInterfaces?: boolean;
}

/** All that the texts say of one host. */
export interface ReadHost {
  /** One for each family and backend; more only if a table is there twice. */
  readonly rulesets: readonly ReadRuleset[];
  /** Sets with all their members, once each. */
  readonly sets: readonly IpSet[];
  /** Sets that rules ask or texts name, and whose members no text gives: they are unknown, not empty. */
  readonly unknownSets: readonly string[];
  /** In the order of the texts and their lines. */
  readonly findings: readonly ReadFinding[];
  /** One for each text. */
  readonly texts: readonly ReadText[];
}

export interface ReadRuleset {
  readonly family: Family;
  /** Absent: no text says it. */
  readonly backend?: Backend;
  /** In the spelling of iptables-save 1.8.9. */
  readonly ruleset: Ruleset;
  readonly source: readonly RulesetSource[];
}

/** Where tables of a ruleset were read. */
export interface RulesetSource {
  /** Index of the text. */
  readonly text: number;
  readonly name?: string;
  readonly kind: RulesKind;
  /** First line, from 1. */
  readonly line: number;
  readonly tables: readonly TableName[];
}

/** `iptables-save`, `iptables -S`, `iptables -L`. */
export type RulesKind = 'save' | 'listRules' | 'listing';

export interface ReadText {
  readonly name?: string;
  readonly lines: LineAccount;
  readonly parts: readonly ReadPart[];
}

/** A stretch of a text that one command printed. */
export interface ReadPart {
  readonly kind: RulesKind | 'setSave' | 'setList' | 'setXml' | 'nft';
  /** From 1. */
  readonly line: number;
}
