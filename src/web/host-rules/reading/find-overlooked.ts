import {
  type FindingWords,
  type HostFindingCode,
  indexSets,
  lookOver,
  sayHostFinding,
} from '../../../explain/index.ts';
import { type Family, printRule } from '../../../netfilter/index.ts';
import type { Language } from '../../../words/index.ts';
import type { HostState } from '../../../model/index.ts';
import type { ReadMoment } from './read-moment.ts';

/** Something about the host's rules that is easily overlooked, in words, with the rules that show it. */
export interface FoundThing {
  readonly code: HostFindingCode;
  readonly family: Family | null;
  readonly isSure: boolean;
  readonly words: FindingWords;
  readonly rules: readonly {
    readonly table: string;
    readonly chain: string;
    readonly number: number;
    readonly text: string;
  }[];
  /** Rules beyond those that are given. */
  readonly more: number;
}

const mostRules = 8;

export function findOverlooked(
  { rules: { rulesets, sets } }: ReadMoment,
  state: HostState,
  profile: string,
  language: Language,
): readonly FoundThing[] {
  return lookOver({ rulesets, sets: indexSets(sets), state, profile }).map((finding): FoundThing => {
    const { code, family, certainty, rules } = finding;
    const shown = rules.slice(0, mostRules).map(({ table, chain, rule: number }) => {
      const found = family === null ? undefined : rulesets[family].tables.get(table)?.chains.get(chain);
      const rule = found?.rules[number - 1];
      return {
        table,
        chain,
        number,
        text: rule ? printRule(chain, rule) : `-P ${chain} ${found?.policy ?? ''}`.trim(),
      };
    });
    return {
      code,
      family,
      isSure: certainty === 'sure',
      words: sayHostFinding(language, finding),
      rules: shown,
      more: rules.length - shown.length,
    };
  });
}
