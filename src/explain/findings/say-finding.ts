import { type Language, say } from '../../words/index.ts';
import type { HostFinding } from './finding.ts';

/** A finding in sentences. */
export interface FindingWords {
  readonly what: string;
  readonly why: string;
  readonly follows: string;
  readonly todo: string;
}

export function sayHostFinding(language: Language, { code, values }: HostFinding): FindingWords {
  return {
    what: say(language, `findings.${code}_what`, values),
    why: say(language, `findings.${code}_why`, values),
    follows: say(language, `findings.${code}_follows`, values),
    todo: say(language, `findings.${code}_todo`, values),
  };
}
