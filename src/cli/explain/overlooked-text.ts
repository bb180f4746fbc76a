import {
  type ExplainedHost,
  type FindingWords,
  type HostFinding,
  familyWord,
  sayHostFinding,
} from '../../explain/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';

const mostFindings = 15;

/** What is easily overlooked, each thing once: what, why, what follows, what to do. */
export function overlookedText(
  host: ExplainedHost,
  call: Context,
  { all }: { readonly all: boolean },
): readonly string[] {
  const { say, output } = call;
  const title = output.paint.strong(say('hosts.overlookedTitle'));
  const found = distinct(host.overlooked, call);
  if (found.length === 0) return [title, `  ${say('hosts.overlookedNone')}`, ''];
  const shown = all ? found : found.slice(0, mostFindings);
  const hidden = found.length - shown.length;
  return [
    title,
    ...shown.flatMap((one, index) => findingText(one, index + 1, call)),
    ...(hidden > 0 ? [`  ${output.paint.muted(say('hosts.moreOverlooked', { count: hidden }))}`] : []),
    '',
  ];
}

/** The finding that a rule which can never match is told in, by its number; by "family table chain rule". */
export function neverMatching(host: ExplainedHost, call: Context): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [index, { finding, families }] of distinct(host.overlooked, call).entries()) {
    if (!never.has(finding.code)) continue;
    for (const { table, chain, rule } of finding.rules) {
      for (const family of families) numbers.set(`${family} ${table} ${chain} ${rule}`, index + 1);
    }
  }
  return numbers;
}

const never: ReadonlySet<HostFinding['code']> = new Set([
  'NEVER_MATCHES_HERE',
  'ZONE_RULE_NEVER_MATCHES',
  'EMPTY_PORT_RANGE',
]);

interface Told {
  readonly finding: HostFinding;
  readonly words: FindingWords;
  readonly families: string[];
}

/** What both families have in the same words is told once. */
function distinct(findings: readonly HostFinding[], { language }: Context): readonly Told[] {
  const told = new Map<string, Told>();
  for (const finding of findings) {
    const words = sayHostFinding(language, finding);
    const key = `${finding.code} ${words.what} ${words.why}`;
    const families = finding.family === null ? [] : [familyWord(finding.family)];
    const before = told.get(key);
    if (before) before.families.push(...families.filter((family) => !before.families.includes(family)));
    else told.set(key, { finding, words, families });
  }
  return [...told.values()];
}

function findingText({ finding, words, families }: Told, number: number, { say, output }: Context): readonly string[] {
  const indent = ' '.repeat(`  ${number} `.length);
  const about = output.paint.muted(`[${[finding.code, ...families].join(' ')}]`);
  const hint = finding.certainty === 'hint' ? ` ${say('hosts.findingHint')}` : '';
  return [
    `  ${number} ${clean(words.what)}${clean(hint)} ${about}`,
    `${indent}${clean(say('hosts.findingWhy', { words: words.why }))}`,
    `${indent}${clean(say('hosts.findingFollows', { words: words.follows }))}`,
    `${indent}${clean(say('hosts.findingTodo', { words: words.todo }))}`,
  ];
}
