import type { PageKey } from '../words/page-words.ts';
import { ApiFailure } from '../api/http.ts';
import { AskFailure } from '../asking/ask-failure.ts';
import type { Say } from '../language/language.tsx';

/** A failure as a page shows it. */
export interface FailureWords {
  /** What happened. */
  readonly sentence: string;
  /** What to do next, in the language of the page. */
  readonly hint: string;
  /** `OverQuota`, `HTTP 502`: what to search for, and to tell whoever runs the server. */
  readonly code: string;
  /** The sentence is the API's own, which is English everywhere. */
  readonly isEnglish: boolean;
}

/** What to do about refusals that people meet; the sentences are the API's. */
const hints: Readonly<Partial<Record<string, PageKey>>> = {
  OverQuota: 'web.hintOverQuota',
  PolicyNotAuthorized: 'web.hintNotAuthorized',
  SecurityGroupInUse: 'web.hintGroupInUse',
  SecurityGroupRuleExists: 'web.hintRuleExists',
  SecurityGroupDefaultAlreadyExists: 'web.hintDefaultName',
  SecurityGroupCannotRemoveDefault: 'web.hintDefaultStays',
  SecurityGroupCannotUpdateDefault: 'web.hintDefaultName',
  SecurityGroupNotFound: 'web.hintGone',
  SecurityGroupRuleNotFound: 'web.hintGone',
  PortNotFound: 'web.hintGone',
  NetworkNotFound: 'web.hintGone',
  InvalidCIDR: 'web.hintCidr',
  SecurityGroupRuleParameterConflict: 'web.hintFamily',
  SecurityGroupEthertypeConflictWithProtocol: 'web.hintFamily',
  SecurityGroupInvalidPortRange: 'web.hintPortRange',
  SecurityGroupInvalidPortValue: 'web.hintPortRange',
  SecurityGroupRuleInvalidProtocol: 'web.hintProtocol',
  PortSecurityPortHasSecurityGroup: 'web.hintSecurityNeedsNoGroups',
  PortSecurityAndIPRequiredForSecurityGroups: 'web.hintGroupsNeedSecurity',
  RevisionNumberConstraintFailed: 'web.hintChangedMeanwhile',
  SIGN_IN_REFUSED: 'web.hintSignIn',
  FOREIGN_REQUEST: 'web.hintForeign',
  PLAN_OUTDATED: 'web.hintPlanOutdated',
  PLAN_FORBIDDEN: 'web.hintPlanForbidden',
  PLAN_NOT_CONFIRMED: 'web.hintPlanNotConfirmed',
  PLAN_NOT_UNDOABLE: 'web.hintPlanNotUndoable',
  PLAN_STATE: 'web.hintPlanState',
  PLAN_UNKNOWN: 'web.hintGone',
  ASSERTION_INVALID: 'web.hintAssertion',
  STORE_FULL: 'web.hintStoreFull',
};

export function failureWords(say: Say, error: unknown): FailureWords {
  if (error instanceof AskFailure && error.code !== '') {
    return { sentence: error.message, hint: error.hint, code: error.code, isEnglish: false };
  }
  if (!(error instanceof ApiFailure)) {
    return { sentence: say('web.failedHere'), hint: say('web.hintReload'), code: nameOf(error), isEnglish: false };
  }
  const { status, type, message } = error;
  if (status === 0) {
    return {
      sentence: say('web.unreachable'),
      hint: say('web.hintUnreachable'),
      code: 'UNREACHABLE',
      isEnglish: false,
    };
  }
  const code = type === '' ? `HTTP ${status}` : type;
  const hint =
    hints[type] ?? (status >= 500 ? 'web.hintServerFault' : status === 404 ? 'web.hintGone' : 'web.hintRefused');
  if (type === 'SIGN_IN_REFUSED')
    return { sentence: say('web.signInRefused'), hint: say(hint), code, isEnglish: false };
  if (message === '')
    return { sentence: say('web.refusedWithout', { status }), hint: say(hint), code, isEnglish: false };
  return { sentence: message, hint: say(hint), code, isEnglish: true };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
