import { type ParsedSave, parseSaveLines } from './parse-save.ts';
import { splitWords } from './quoting.ts';
import type { Family, TableName } from './ruleset.ts';

/**
 * The one table in the text of `iptables -S`, with or without -v: `-P CHAIN POLICY`, `-N CHAIN`, `-A ...` with
 * `-c PACKETS BYTES` somewhere. The text does not name the table. Chain lines of iptables-save are understood too, for
 * a dump whose first line is lost. Never throws; what it does not understand is a finding.
 */
export function parseListRules(lines: readonly string[], table: TableName, family: Family): ParsedSave {
  const saved = [`*${table}`, ...lines.map(savedLine), 'COMMIT'];
  const { ruleset, findings, style } = parseSaveLines(saved, family);
  return {
    ruleset,
    style,
    findings: findings.map((finding) => ({ ...finding, line: finding.line - 1, text: lines[finding.line - 2] ?? '' })),
  };
}

/** The line as iptables-save writes it; one of no known kind stays. */
function savedLine(line: string): string {
  const command = line.slice(0, 3);
  if (command === '-A ' || command === '-I ') return line.includes(' -c ') ? withCountersFirst(line) : line;
  const [, name, policy, option, packets, bytes] =
    command === '-P ' || command === '-N ' ? line.trim().split(/ +/) : [];
  if (name === undefined) return line;
  const counters = option === '-c' ? ` [${packets}:${bytes}]` : '';
  return `:${name} ${policy ?? '-'}${counters}`;
}

/** Both backends print the counters of a rule before its target, or last where it has none. */
function withCountersFirst(line: string): string {
  const { values, starts, ends, unclosed } = splitWords(line);
  if (unclosed) return line;
  for (let at = 2; at + 2 < values.length; at += 1) {
    const [packets = '', bytes = ''] = values.slice(at + 1, at + 3);
    // In quotes it is a word of a comment.
    if (values[at] !== '-c' || line[starts[at] ?? 0] === '"') continue;
    if (!/^[0-9]{1,20}$/.test(packets) || !/^[0-9]{1,20}$/.test(bytes)) continue;
    return `[${packets}:${bytes}] ${line.slice(0, starts[at]).trimEnd()}${line.slice(ends[at + 2])}`;
  }
  return line;
}
