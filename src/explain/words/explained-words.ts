import { type Family, type Rule, printTarget, whatIsNotTold } from '../../netfilter/index.ts';
import { type Language, say } from '../../words/index.ts';
import type { ExplainedChain, ExplainedHost, ExplainedRule, PlacedRef } from '../host/explained-host.ts';
import type { Names } from '../reasons/judge-pass.ts';
import { commentOf, conditionWords, notShownMark } from './condition-words.ts';
import { ruleWords } from './rule-words.ts';

/** One rule, to be read from left to right. */
export interface RuleLine {
  readonly number: number;
  /** Which packets it is for. */
  readonly condition: string;
  /** What becomes of them: "→ chain", "DROP". */
  readonly target: string;
  /** What it is for, where the condition does not say it; undefined: nothing is known. */
  readonly note: string | undefined;
  /** The note is read off the rule, not known from who wrote it. */
  readonly isInferred: boolean;
  readonly isDropping: boolean;
}

/** The rule itself. */
export function ruleOf(host: ExplainedHost, { layer, family, table, chain, rule }: PlacedRef): Rule | undefined {
  return host.layers[layer]?.rulesets[family].tables.get(table)?.chains.get(chain)?.rules[rule - 1];
}

export function ruleLine(
  host: ExplainedHost,
  chain: ExplainedChain,
  { number, meaning }: ExplainedRule,
  names: Names,
  language: Language,
): RuleLine {
  const place = { layer: chain.layer, family: chain.family, table: chain.table, chain: chain.chain, rule: number };
  const rule = ruleOf(host, place);
  const matches = rule?.matches ?? [];
  const isOpen = matches.every((match) => match.kind === 'comment' || whatIsNotTold(match) !== undefined);
  const condition = conditionWords(matches, sizesOf(host), language, isOpen ? beforeIt(host, place) : 'nothing');
  const map = host.layers[chain.layer]?.map;
  const [reason] = meaning.reasons;
  const isPlain = reason?.kind === 'scaffold' && (reason.role === 'dispatch' || reason.role === 'fallback');
  const words = map && !isPlain ? ruleWords(map, chain.family, place, names, language) : undefined;
  const isGroupRule = reason?.kind === 'securityGroupRule' && meaning.certainty !== 'exact';
  const known = isGroupRule ? say(language, 'hosts.groupRule') : words;
  const comment = meaning.certainty === 'none' ? commentOf(matches) : undefined;
  const note =
    condition === known || condition === `${known} ${notShownMark}`
      ? undefined
      : (known ?? (comment && say(language, 'hosts.comment', { comment })));
  const kind = rule?.target?.kind;
  return {
    number,
    condition,
    target: targetWords(rule, chain, language),
    note,
    isInferred: known !== undefined && meaning.certainty === 'inferred',
    isDropping: kind === 'drop' || kind === 'reject',
  };
}

/** What the rules before one do: none ends a packet's way through the chain, or some do. */
function beforeIt(host: ExplainedHost, place: PlacedRef): 'nothing' | 'jumps' | 'ends' {
  const { layer, family, table, chain, rule } = place;
  const rules =
    host.layers[layer]?.rulesets[family].tables
      .get(table)
      ?.chains.get(chain)
      ?.rules.slice(0, rule - 1) ?? [];
  let found: 'nothing' | 'jumps' = 'nothing';
  for (const { target } of rules) {
    if (target?.kind === 'jump') found = 'jumps';
    else if (target !== null && target.kind !== 'ct' && target.kind !== 'other') return 'ends';
  }
  return found;
}

function targetWords(rule: Rule | undefined, { meaning }: ExplainedChain, language: Language): string {
  const target = rule?.target ?? null;
  switch (target?.kind) {
    case undefined:
      return say(language, 'hosts.counts');
    case 'jump':
      return `→ ${target.chain}`;
    case 'goto':
      return say(language, 'hosts.goto', { chain: target.chain });
    case 'return': {
      const isPort = meaning.role === 'ingress' || meaning.role === 'egress' || meaning.role === 'sources';
      return isPort ? say(language, 'hosts.returnAllowed') : 'RETURN';
    }
    case 'accept':
    case 'drop':
    case 'ct':
    case 'reject':
    case 'other':
      return printTarget(target).replace(/^-[jg] /, '');
  }
}

/** What a chain is for: "what may enter tape68040f5-c3". */
export function chainWords(
  { meaning, table, chain, hook, program, rules }: ExplainedChain,
  language: Language,
): string {
  const devices = meaning.devices.length === 0 ? say(language, 'hosts.noPort') : meaning.devices.join(', ');
  switch (meaning.role) {
    case 'builtIn':
      return hook === null ? '' : say(language, `hosts.hook_${hook}`);
    case 'ingress':
    case 'egress':
    case 'sources':
      return say(language, `hosts.role_${meaning.role}`, { devices });
    case 'dispatch':
    case 'groupChain':
    case 'fallback':
    case 'conntrackZones':
      return say(language, `hosts.role_${meaning.role}`);
    case 'other':
      return say(language, rules.length === 0 ? 'hosts.role_spareEmpty' : 'hosts.role_spare');
    case 'foreign':
      return program === null
        ? say(language, 'hosts.role_foreign', { table, chain })
        : say(language, 'hosts.role_program', { program });
  }
}

/** What rules of a port's chain let through, each in few words. */
export function lettingWords(
  host: ExplainedHost,
  refs: readonly PlacedRef[],
  names: Names,
  language: Language,
): readonly string[] {
  const words = refs.map((ref) => {
    const known = host.layers[ref.layer]?.map;
    const isExact = known?.rule(ref.family, ref).certainty === 'exact';
    if (known && isExact) return ruleWords(known, ref.family, ref, names, language) ?? '';
    return conditionWords(ruleOf(host, ref)?.matches ?? [], sizesOf(host), language, 'nothing');
  });
  const both = new Map<string, Set<Family>>();
  for (const [index, { family }] of refs.entries()) {
    const what = words[index] ?? '';
    both.set(what, (both.get(what) ?? new Set()).add(family));
  }
  const all = new Set(refs.map(({ family }) => family));
  return [...both].map(([what, own]) => {
    const [family] = own;
    // What is so in all families that the port has rules of is said without one.
    if (own.size === all.size || family === undefined) return what;
    return say(language, 'hosts.ofFamily', { family: familyWord(family), what });
  });
}

/** "IPv4", as people write it. */
export function familyWord(family: Family): string {
  return family === 'ipv4' ? 'IPv4' : 'IPv6';
}

const sizes = new WeakMap<ExplainedHost, ReadonlyMap<string, number>>();

function sizesOf(host: ExplainedHost): (name: string) => number | undefined {
  let known = sizes.get(host);
  if (!known) sizes.set(host, (known = new Map(host.sets.map(({ name, members }) => [name, members]))));
  return (name) => known.get(name);
}
