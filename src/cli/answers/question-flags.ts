import type { PathName } from '../../ask/index.ts';
import type { FlagSpec } from '../verb.ts';

/** Flags of questions about all packets at once. */
export const questionFlags = {
  from: { help: 'questions.flagFrom', value: 'WHO' },
  to: { help: 'questions.flagTo', value: 'WHO' },
  state: { help: 'questions.flagState', choices: ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED', 'any'] },
  path: { help: 'questions.flagPath', choices: ['bridged', 'routed', 'local-in', 'local-out'] },
} as const satisfies Readonly<Record<string, FlagSpec>>;

/** What was given for them. */
export interface QuestionFlags {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly state: 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED' | 'any' | undefined;
  readonly path: PathName | undefined;
}
