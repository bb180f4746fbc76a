import type { Family } from '../../netfilter/index.ts';
import { assemble } from './assemble.ts';
import type { Mended } from './clean-lines.ts';
import { findingOf, type Note, type ReadFindingCode } from './finding.ts';
import type { HostText, ReadHints, ReadHost } from './host-text.ts';
import { type OpenUnit, lineOf, openUnit, type RulesUnit } from './read-rules.ts';
import { type GivenSet, mergeSets, missingSets, readSets } from './read-sets.ts';
import { type SplitText, splitText } from './split-text.ts';

/**
 * One host from any number of pastes and files. Each is cut into the parts that commands printed (iptables-save,
 * `iptables -S`, `iptables -L`, ipset in three forms), whatever stands around and between them; families, tables and
 * backends are taken from what the texts say, then from hints. Never throws: what is not understood, not shown or
 * taken without proof is a finding, and every line is accounted for. The time grows with the length of the texts.
 */
export function readHost(texts: readonly HostText[], hints: ReadHints = {}): ReadHost {
  const splits = texts.map((text) => splitText(text));
  const units: OpenUnit[] = [];
  const given: GivenSet[] = [];
  for (const [index, split] of splits.entries()) {
    noteMended(split);
    for (const part of split.parts) {
      if (part.kind === 'nft') continue;
      if (part.kind === 'save' || part.kind === 'listRules' || part.kind === 'listing') {
        units.push(openUnit(split, part, index, hints));
      } else {
        given.push(...readSets(split, part));
      }
    }
  }
  const rulesets = assemble(settleFamilies(units), (text) => texts[text]?.name);
  const { sets, unknown } = mergeSets(given);
  const missing = missingSets(
    rulesets.map(({ ruleset }) => ruleset),
    sets,
  );
  noteMissing(missing, rulesets[0]?.source[0], splits);
  return {
    rulesets,
    sets,
    unknownSets: [...new Set([...unknown, ...missing])].sort(),
    findings: splits.flatMap((split, index) =>
      split.notes.all().map((note) => findingOf(note, index, split.text.name)),
    ),
    texts: splits.map((split) => ({
      ...(split.text.name !== undefined && { name: split.text.name }),
      lines: split.classes.account(),
      parts: split.parts.map((part) => ({ kind: part.kind, line: lineOf(split, part, 0) })),
    })),
  };
}

/**
 * Where nothing tells the family of a part, it is that of the rest of its text, else IPv4; if such a table is there
 * already in the same form, it is the other.
 */
function settleFamilies(units: readonly OpenUnit[]): readonly RulesUnit[] {
  const taken = new Set<string>();
  const keys = (unit: OpenUnit, family: Family) =>
    unit.tables.map((table) => `${family} ${unit.isListing ? 'listing' : 'save'} ${table}`);
  for (const unit of units) if (unit.family) for (const key of keys(unit, unit.family)) taken.add(key);
  const hasIn = { ipv4: new Set<number>(), ipv6: new Set<number>() };
  for (const { family, text } of units) if (family) hasIn[family].add(text);
  return units.map((unit) => {
    if (unit.family) return unit.close(unit.family);
    const isSix = hasIn.ipv6.has(unit.text) && !hasIn.ipv4.has(unit.text);
    const usual: Family = isSix ? 'ipv6' : 'ipv4';
    const other: Family = usual === 'ipv4' ? 'ipv6' : 'ipv4';
    const has = (family: Family) => keys(unit, family).some((key) => taken.has(key));
    const family = has(usual) && !has(other) ? other : usual;
    for (const key of keys(unit, family)) taken.add(key);
    unit.note({ code: 'family_unknown', line: unit.line, values: { family } });
    return unit.close(family);
  });
}

const mendedCodes: { readonly [what in Mended]: ReadFindingCode } = {
  markup: 'markup_removed',
  characters: 'characters_mended',
  dashes: 'dashes_mended',
  quoted: 'mail_marks_removed',
};

function noteMended(split: SplitText): void {
  for (const what of ['markup', 'characters', 'dashes', 'quoted'] as const) {
    const mended = split.clean.mended[what];
    if (mended) split.notes.add({ code: mendedCodes[what], line: mended.first, values: { changed: mended.count } });
  }
  if (split.parts.length > 0) return;
  const note: Note = { code: 'nothing_read', line: 1 };
  split.notes.add(note);
}

/** More names than a sentence can hold. */
const namesTold = 5;

function noteMissing(
  missing: readonly string[],
  source: { readonly text: number; readonly line: number } | undefined,
  splits: readonly SplitText[],
): void {
  if (missing.length === 0 || source === undefined) return;
  const names = missing.slice(0, namesTold).join(', ');
  const more = missing.length - namesTold;
  const values = { sets: missing.length, names: more > 0 ? `${names} (+${more})` : names };
  splits[source.text]?.notes.add({ code: 'sets_missing', line: source.line, values });
}
