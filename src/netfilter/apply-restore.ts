import { builtInChains, isBuiltIn } from './built-in-chains.ts';
import { refusalOfRule } from './check-rule.ts';
import { ruleKey } from './diff-chain.ts';
import { knownTargets } from './known-extensions.ts';
import { normaliseRule } from './normalise.ts';
import { parseWords } from './parse-rule.ts';
import { parseCounters } from './parse-save.ts';
import { type Words, splitWords } from './quoting.ts';
import type { ChainName, Counters, Ruleset } from './ruleset.ts';
import {
  type Draft,
  draftChain,
  finishDraft,
  loopReason,
  referencesOf,
  replaceRules,
  startDraft,
} from './restore-draft.ts';
import { scriptLines } from './script-lines.ts';

export interface RestoreOptions {
  /** As `--noflush`: without it a table that the script names loses all it had. Default true. */
  readonly noflush?: boolean;
  /** As `--counters`: counters in the script count. Default false. */
  readonly counters?: boolean;
  /** Names of the sets that are there; left out: a rule may name any set. */
  readonly sets?: ReadonlySet<string>;
}

export interface Restored {
  /** With every table that was committed before the refusal, if there was one. */
  readonly ruleset: Ruleset;
  readonly refused: Refusal | null;
}

export interface Refusal {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** In about the words of the program. */
  readonly reason: string;
}

/**
 * What iptables-restore makes of a script: a pure model of the program and the kernel behind it, for the memory
 * kernel and for tests. A table is committed whole or not at all; at the first line that is refused the rest of the
 * script is not read. Rules are kept in the spelling in which the kernel gives them back.
 */
export function applyRestore(ruleset: Ruleset, script: Iterable<string>, options: RestoreOptions = {}): Restored {
  const tables = new Map(ruleset.tables);
  let draft: Draft | undefined;
  let number = 0;
  let last = '';
  const result = (reason: string | undefined): Restored => ({
    ruleset: { family: ruleset.family, tables },
    refused: reason === undefined ? null : { line: number, text: last, reason },
  });
  for (const line of scriptLines(script)) {
    number += 1;
    last = line;
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('*')) {
      const name = line.slice(1).trim();
      if (draft !== undefined) return result('COMMIT expected');
      if (!builtInChains.has(name)) return result(`Table does not exist: ${name}`);
      draft = startDraft(name, ruleset.family, options.noflush === false ? undefined : tables.get(name), options);
    } else if (draft === undefined) {
      return result('no table is named yet');
    } else if (line.trimEnd() === 'COMMIT') {
      const reason = loopReason(draft);
      if (reason !== undefined) return result(reason);
      tables.set(draft.name, finishDraft(draft));
      draft = undefined;
    } else {
      const reason = line.startsWith(':') ? declareChain(draft, line) : runCommand(draft, line);
      if (reason !== undefined) return result(reason);
    }
  }
  return result(draft === undefined ? undefined : 'COMMIT expected');
}

/** `:CHAIN POLICY [p:b]`. Undefined if it was done, else why it is refused; so for all commands below. */
function declareChain(draft: Draft, line: string): string | undefined {
  const [name, policy, counted] = splitWords(line, 1).values;
  if (name === undefined) return 'chain name missing';
  const chain = draft.chains.get(name);
  if (!isBuiltIn(draft.name, name)) {
    const bad = badChainName(name);
    if (bad !== undefined) return bad;
    if (policy === undefined) return 'Policy invalid';
    if (policy !== '-') return `Can't set policy \`${policy}' on \`${name}'`;
    if (chain === undefined) {
      draft.chains.set(name, draftChain({ name, policy: null, rules: [] }));
    } else {
      replaceRules(draft, chain, 0, chain.rules.length);
    }
    return undefined;
  }
  if (policy === undefined) return 'Policy invalid';
  if (policy === '-') return undefined;
  return setPolicy(draft, name, policy, draft.options.counters ? parseCounters(counted ?? '') : undefined);
}

function setPolicy(draft: Draft, name: ChainName, policy: string, counters?: Counters): string | undefined {
  const chain = draft.chains.get(name);
  if (chain === undefined || chain.policy === null) return `Can't set policy on \`${name}'`;
  if (policy !== 'ACCEPT' && policy !== 'DROP') return `Can't set policy \`${policy}' on \`${name}'`;
  chain.policy = policy;
  if (counters !== undefined) chain.counters = counters;
  return undefined;
}

function badChainName(name: ChainName): string | undefined {
  if (name.length > 28) return `Invalid chain name \`${name}' (28 chars max)`;
  if (name.startsWith('-') || name.startsWith('!')) return `chain name not allowed to start with \`${name[0]}'`;
  return knownTargets.has(name) ? 'chain name may not clash with target name' : undefined;
}

function runCommand(draft: Draft, line: string): string | undefined {
  const end = line.startsWith('[') ? line.indexOf(']') + 1 : 0;
  const counters = end === 0 ? undefined : parseCounters(line.slice(0, end));
  if (line.startsWith('[') && counters === undefined) return 'invalid counters';
  const words = splitWords(line, end);
  if (words.unclosed) return 'unclosed quote';
  const [command, name] = words.values;
  switch (command) {
    case '-A':
    case '-I':
    case '-D':
    case '-R':
      return changeRule(draft, command, line, words, draft.options.counters ? counters : undefined);
    case '-F':
      return flush(draft, name);
    case '-X':
      return name === undefined ? removeAll(draft) : remove(draft, name);
    case '-N':
      return create(draft, name);
    case '-P':
      return name === undefined ? 'chain missing' : setPolicy(draft, name, words.values[2] ?? '');
    case '-Z':
      return zero(draft, name);
    default:
      return `unknown command \`${command ?? ''}'`;
  }
}

function changeRule(
  draft: Draft,
  command: '-A' | '-I' | '-D' | '-R',
  line: string,
  words: Words,
  counters: Counters | undefined,
): string | undefined {
  const chain = draft.chains.get(words.values[1] ?? '');
  if (chain === undefined) return 'No chain/target/match by that name.';
  const hasPosition = command !== '-A' && /^[0-9]{1,9}$/.test(words.values[2] ?? '');
  const position = hasPosition ? Number(words.values[2]) : undefined;
  const { rules } = chain;
  if (position === 0) return "Invalid rule number `0'";
  if (command === '-D' && position !== undefined) {
    if (words.values.length > 3) return 'Illegal option with -D';
    if (position > rules.length) return 'Index of deletion too big.';
    replaceRules(draft, chain, position - 1, 1);
    return undefined;
  }
  const isChain = (name: ChainName) => draft.chains.has(name) && !isBuiltIn(draft.name, name);
  const read = parseWords(line, words, hasPosition ? 3 : 2, isChain, counters);
  const rule = normaliseRule(read, draft.family);
  const refusal = refusalOfRule(rule, {
    family: draft.family,
    table: draft.name,
    chain: chain.from.name,
    isChain,
    sets: draft.options.sets,
  });
  if (refusal !== undefined) return refusal;
  switch (command) {
    case '-A':
      replaceRules(draft, chain, rules.length, 0, rule);
      return undefined;
    case '-I':
      if ((position ?? 1) > rules.length + 1) return 'Index of insertion too big.';
      replaceRules(draft, chain, (position ?? 1) - 1, 0, rule);
      return undefined;
    case '-R':
      if (position === undefined) return 'rule number missing';
      if (position > rules.length) return 'Index of replacement too big.';
      replaceRules(draft, chain, position - 1, 1, rule);
      return undefined;
    case '-D': {
      const key = ruleKey(rule, draft.family);
      const index = rules.findIndex((each) => ruleKey(each, draft.family) === key);
      if (index < 0) return 'Bad rule (does a matching rule exist in that chain?).';
      replaceRules(draft, chain, index, 1);
      return undefined;
    }
  }
}

function flush(draft: Draft, name: ChainName | undefined): string | undefined {
  if (name === undefined) {
    for (const chain of draft.chains.values()) replaceRules(draft, chain, 0, chain.rules.length);
    return undefined;
  }
  const chain = draft.chains.get(name);
  if (chain === undefined) return 'No chain/target/match by that name.';
  replaceRules(draft, chain, 0, chain.rules.length);
  return undefined;
}

function create(draft: Draft, name: ChainName | undefined): string | undefined {
  if (name === undefined) return 'chain missing';
  if (draft.chains.has(name)) return 'Chain already exists.';
  const bad = badChainName(name);
  if (bad === undefined) draft.chains.set(name, draftChain({ name, policy: null, rules: [] }));
  return bad;
}

function remove(draft: Draft, name: ChainName): string | undefined {
  const chain = draft.chains.get(name);
  if (chain === undefined) return 'No chain/target/match by that name.';
  if (isBuiltIn(draft.name, name)) return `Can't delete built-in chain \`${name}'`;
  if (chain.rules.length > 0) return 'Directory not empty.';
  if ((referencesOf(draft).get(name) ?? 0) > 0) return 'Too many links.';
  draft.chains.delete(name);
  return undefined;
}

function removeAll(draft: Draft): string | undefined {
  const own = [...draft.chains.keys()].filter((name) => !isBuiltIn(draft.name, name));
  for (const name of own) {
    const reason = remove(draft, name);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function zero(draft: Draft, name: ChainName | undefined): string | undefined {
  if (name !== undefined && !draft.chains.has(name)) return 'No chain/target/match by that name.';
  for (const [each, chain] of draft.chains) {
    if (name !== undefined && each !== name) continue;
    chain.counters = undefined;
    chain.changed = chain.rules.map(({ matches, target }) => ({ matches, target }));
    chain.rules = chain.changed;
  }
  return undefined;
}
