import { splitWords } from '../../netfilter/index.ts';

/** As many lines as one rule may be cut into, and as long as it may get. */
const longest = 16_384;

/**
 * Whether a line goes on with the rule before it, as when a mail program has cut it: it begins with an option, or the
 * rule ends within quotes or with an option that wants a word. No line of a dump that stands by itself begins so.
 */
export function goesOn(rule: string, line: string): boolean {
  if (rule.length + line.length > longest) return false;
  const rest = line.trimStart();
  if (/^(?:--[a-z]|-[a-z] |! )/.test(rest)) return true;
  const { values, unclosed } = splitWords(rule);
  const last = values.at(-1) ?? '';
  return unclosed || last === '!' || /^(?:--[a-z][a-z-]*|-[a-z])$/.test(last);
}

/** The rule with what was cut off. */
export function joined(rule: string, line: string): string {
  return `${rule.trimEnd()} ${line.trim()}`;
}
