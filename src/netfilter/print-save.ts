import { printCounters, printRule } from './print-rule.ts';
import type { PrintStyle } from './print-style.ts';
import type { Chain, Counters, Rule, Ruleset } from './ruleset.ts';

/**
 * A ruleset as iptables-save prints it: tables and chains in their order, all chain lines of a table before its rules.
 */
export function printSave(ruleset: Ruleset, style: PrintStyle = { counters: 'chains' }): string {
  const lines: string[] = [];
  for (const table of ruleset.tables.values()) {
    lines.push(`*${table.name}`);
    for (const chain of table.chains.values()) lines.push(printChainLine(chain, style));
    for (const chain of table.chains.values()) {
      for (const rule of chain.rules) {
        lines.push(`${counterPrefix(rule, style)}${printRule(chain.name, rule)}`);
      }
    }
    lines.push('COMMIT');
  }
  const all = style.remarks === undefined ? lines : withRemarks(lines, style.remarks);
  return all.length === 0 ? '' : `${all.join('\n')}\n`;
}

/** `:CHAIN POLICY [packets:bytes]` */
function printChainLine(chain: Chain, style: PrintStyle): string {
  const line = `:${chain.name} ${chain.policy ?? '-'}`;
  if (style.counters === 'none') return line;
  const counters = chain.counters ?? (style.counters === 'given' ? undefined : none);
  return counters === undefined ? line : `${line} ${printCounters(counters)}`;
}

const none: Counters = { packets: 0n, bytes: 0n };

function counterPrefix(rule: Rule, style: PrintStyle): string {
  if (style.counters === 'none' || style.counters === 'chains') return '';
  const counters = rule.counters ?? (style.counters === 'given' ? undefined : none);
  return counters === undefined ? '' : `${printCounters(counters)} `;
}

function withRemarks(lines: readonly string[], remarks: NonNullable<PrintStyle['remarks']>): string[] {
  const all: string[] = [];
  let next = 0;
  for (const remark of remarks) {
    while (all.length < remark.line && next < lines.length) all.push(lines[next++] ?? '');
    all.push(remark.text);
  }
  while (next < lines.length) all.push(lines[next++] ?? '');
  return all;
}
