import { type DumpedHost, analysisOf, answered, questionOf } from '../../ask/index.ts';
import {
  type ExplainedHost,
  type LettingRule,
  type ReachPath,
  familyWord,
  lettingWords,
  plainNames,
  reach,
  regionWords,
} from '../../explain/index.ts';
import { type Family } from '../../netfilter/index.ts';
import { type Language, say } from '../../words/index.ts';

/** Who can open a connection to a port, by all rules of the host at once. */
export interface DumpReach {
  readonly to: string;
  readonly parts: readonly {
    /** "IPv4, from port to port of a bridge". */
    readonly title: string;
    /** What surely gets through, in words. */
    readonly sure: readonly string[];
    /** What hangs on something that the texts do not say. */
    readonly open: readonly string[];
    readonly rules: readonly string[];
  }[];
}

const mostBoxes = 12;
const mostRules = 8;

/** Throws PORT_NOT_IN_DUMP, FAMILY_NOT_SHOWN, TWO_RULESETS and QUESTION_TOO_LARGE. */
export function dumpReach(host: DumpedHost, explained: ExplainedHost, to: string, language: Language): DumpReach {
  const question = questionOf(host, undefined, { to });
  return {
    to: question.to?.name ?? to,
    parts: question.families.flatMap((family) => {
      const answer = answered(
        reach(analysisOf([host], family), {
          ...(question.to?.device !== undefined && { to: question.to.device }),
          constraint: question.constraint(family),
          mostBoxes,
        }),
      );
      return answer.paths.map((path) => partOf(path, family, host, explained, language));
    }),
  };
}

function partOf(path: ReachPath, family: Family, host: DumpedHost, explained: ExplainedHost, language: Language) {
  const isDoubted = host.doubts.length > 0;
  const sure = isDoubted ? [] : path.groups.flatMap(({ surely }) => regionWords(surely.region, language));
  const possible = path.groups.flatMap(({ possibly }) => regionWords(possibly.region, language));
  const known = new Set(sure);
  return {
    title: say(language, 'questions.familyPath', {
      family: familyWord(family),
      path: say(language, `questions.path_${path.path}`),
    }),
    sure: [...known],
    open: [...new Set(possible)].filter((words) => !known.has(words)),
    rules: path.rules.slice(0, mostRules).map((rule) => ruleText(rule, family, explained, language)),
  };
}

function ruleText({ rule }: LettingRule, family: Family, explained: ExplainedHost, language: Language): string {
  if (rule.rule === 0) return say(language, 'questions.byPolicy', { chain: rule.chain });
  const layer = explained.layers.findIndex(({ shown }) => shown.has(family));
  const [what = ''] = lettingWords(explained, [{ ...rule, family, layer }], plainNames, language);
  return say(language, 'questions.byRule', { rule: rule.rule, chain: rule.chain, what });
}
