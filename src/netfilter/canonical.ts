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
export function printCanonical(ruleset: Ruleset): string {
  const lines: string[] = [];
  // Ports of one group share its rules as objects; half of the rules of a large host are printed already.
  const printed = new Map<Rule, string>();
  for (const name of comparedTables) {
    const builtIn = builtInChains.get(name) ?? [];
    const table = ruleset.tables.get(name);
    if (table === undefined || (name !== 'filter' && isUnused(table, builtIn))) continue;
    const chains = canonicalOrder(table, builtIn);
    lines.push(`*${name}`);
    for (const chain of chains) lines.push(`:${chain.name} ${chain.policy ?? '-'}`);
    for (const chain of chains) {
      const start = `-A ${chain.name}`;
      for (const rule of chain.rules) {
        let text = printed.get(rule);
        if (text === undefined) {
          text = printRuleText(withMacsInCapitals(rule));
          printed.set(rule, text);
        }
        lines.push(text === '' ? start : `${start} ${text}`);
      }
    }
    lines.push('COMMIT');
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
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
