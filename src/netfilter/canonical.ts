import { builtInChains } from './built-in-chains.ts';
import type { IpSet } from './ip-set.ts';
import { printMatch } from './match/table.ts';
import { printRuleText } from './print-rule.ts';
import type { Chain, ChainName, Rule, Ruleset, Table, TableName } from './ruleset.ts';
import { sortedMembers } from './set-members.ts';

/** Tables that the canonical form has, in its order. */
const comparedTables: readonly TableName[] = ['filter', 'mangle', 'nat', 'raw'];

/**
 * The form in which two firewalls are compared: no counters, tables and chains sorted, MAC addresses in capitals.
 * Tables other than filter appear only if they hold a rule or a chain of one's own.
 */
export function printCanonical(ruleset: Ruleset, printed: PrintedRules = new Map()): string {
  // Pieces of lines, joined once: a text for each line, and another for each with its end, was most of the time here.
  const pieces: string[] = [];
  for (const name of comparedTables) {
    const builtIn = builtInChains.get(name) ?? [];
    const table = ruleset.tables.get(name);
    if (table === undefined || (name !== 'filter' && isUnused(table, builtIn))) continue;
    const chains = canonicalOrder(table, builtIn);
    pieces.push(`*${name}\n`);
    for (const chain of chains) pieces.push(`:${chain.name} ${chain.policy ?? '-'}\n`);
    for (const chain of chains) printRules(chain, pieces, printed);
    pieces.push('COMMIT\n');
  }
  return pieces.join('');
}

/**
 * Rules that were printed before, as what follows the chain's name in their line. Ports of one group share its rules as
 * objects, and the families those of their common chains: more than half of the rules of a large host.
 */
export type PrintedRules = Map<Rule, string>;

function printRules(chain: Chain, pieces: string[], printed: PrintedRules): void {
  const start = `-A ${chain.name}`;
  for (const rule of chain.rules) {
    let rest = printed.get(rule);
    if (rest === undefined) {
      const text = printRuleText(withMacsInCapitals(rule));
      rest = text === '' ? '\n' : ` ${text}\n`;
      printed.set(rule, rest);
    }
    pieces.push(start, rest);
  }
}

/** Sets sorted by name, with type and family only; members unique and sorted by version, address, length. */
export function printCanonicalSets(sets: Iterable<IpSet>): string {
  const lines: string[] = [];
  for (const set of [...sets].sort((a, b) => compareBytes(a.name, b.name))) {
    lines.push(`create ${set.name} ${set.type}${set.family === null ? '' : ` family ${set.family}`}`);
    for (const member of sortedMembers(set.members)) lines.push(`add ${set.name} ${member}`);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function isUnused(table: Table, builtIn: readonly ChainName[]): boolean {
  for (const chain of table.chains.values()) {
    if (chain.rules.length > 0 || !builtIn.includes(chain.name)) return false;
  }
  return true;
}

function canonicalOrder(table: Table, builtIn: readonly ChainName[]): readonly Chain[] {
  const own = [...table.chains.values()].filter((chain) => !builtIn.includes(chain.name));
  own.sort((a, b) => compareBytes(a.name, b.name));
  return [...builtIn.flatMap((name) => table.chains.get(name) ?? []), ...own];
}

/** Chain and set names are ASCII nearly always, where code units and bytes sort alike. */
function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const macAddress = /\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?![0-9a-f:])/gi;

function withMacsInCapitals(rule: Rule): Rule {
  if (!rule.matches.some((match) => match.kind === 'mac' || match.kind === 'other')) return rule;
  const matches = rule.matches.map((match) => {
    if (match.kind === 'mac') return { ...match, address: match.address.toUpperCase() };
    if (match.kind !== 'other' || !printMatch(match).includes('mac')) return match;
    return { ...match, text: match.text.replace(macAddress, (mac) => mac.toUpperCase()) };
  });
  return { ...rule, matches };
}
