import type { PortreeveError } from '../model/index.ts';
import type { ErrorCode } from '../words/index.ts';

/** Exit codes that a script can rely on; docs/reference/cli.md lists them. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  notPermitted: 4,
  conflict: 5,
  unreachable: 6,
  dropped: 10,
  different: 11,
  undetermined: 12,
} as const;

/** Codes that are more than "failed". */
const byCode: { readonly [code in ErrorCode]?: number } = {
  UNKNOWN_COMMAND: exitCode.usage,
  UNKNOWN_FLAG: exitCode.usage,
  FLAG_NEEDS_VALUE: exitCode.usage,
  FLAG_REQUIRED: exitCode.usage,
  ARGUMENT_MISSING: exitCode.usage,
  TOO_MANY_ARGUMENTS: exitCode.usage,
  BAD_FLAG_VALUE: exitCode.usage,
  BAD_NUMBER: exitCode.usage,
  UNKNOWN_COLUMN: exitCode.usage,
  BAD_LISTEN: exitCode.usage,
  BAD_SERVICE: exitCode.usage,
  BAD_PAIR: exitCode.usage,
  DIRECTION_UNCLEAR: exitCode.usage,
  REMOTE_OF_OTHER_DIRECTION: exitCode.usage,
  ETHERTYPE_MISMATCH: exitCode.usage,
  BAD_ADDRESS: exitCode.usage,
  BAD_CIDR: exitCode.usage,
  BAD_MAC: exitCode.usage,
  BAD_ENDPOINT: exitCode.usage,
  BAD_DATABASE: exitCode.usage,
  TWO_STORES: exitCode.usage,
  PACKET_UNCLEAR: exitCode.usage,
  ONE_SERVICE_NEEDED: exitCode.usage,
  NO_ADDRESS_IN_FAMILY: exitCode.usage,
  SAME_ENDS: exitCode.usage,
  LIVE_NOT_WITH: exitCode.usage,
  LIVE_NEEDS_TERMINAL: exitCode.usage,
  LIVE_NEEDS_INSTANCES: exitCode.usage,
  LIVE_NEEDS_AGENT: exitCode.unreachable,
  NOTHING_IN_BETWEEN: exitCode.notFound,
  NOT_IN_DUMPS: exitCode.notFound,
  HOST_WITHOUT_ADDRESS: exitCode.notFound,
  NOTHING_READ: exitCode.usage,
  NOT_TEXT: exitCode.usage,
  BACKEND_NOT_SHOWN: exitCode.notFound,
  CHAIN_NOT_FOUND: exitCode.notFound,
  QUESTION_TOO_LARGE: exitCode.undetermined,
  PORT_NOT_IN_DUMP: exitCode.notFound,
  NOTHING_TO_COMPARE: exitCode.usage,
  FAMILY_NOT_SHOWN: exitCode.notFound,
  TWO_RULESETS: exitCode.undetermined,
  PACKET_REFUSED: exitCode.usage,
  PACKET_NOT_JSON: exitCode.usage,
  PACKET_UNKNOWN_MEMBER: exitCode.usage,
  PACKET_OTHER_FAMILY: exitCode.usage,
  PASSWORD_IN_ARGUMENT: exitCode.usage,
  ASSERTION_INVALID: exitCode.usage,
  LIST_EXPECTED: exitCode.usage,
  NOT_FOUND: exitCode.notFound,
  NOT_FOUND_BUT_NEAR: exitCode.notFound,
  AMBIGUOUS: exitCode.notFound,
  LAB_BAD_NAME: exitCode.usage,
  LAB_BAD_PROBE: exitCode.usage,
  LAB_PROBE_TO_ITSELF: exitCode.usage,
  LAB_NO_SUCH_HOST: exitCode.notFound,
  LAB_NO_SUCH_INSTANCE: exitCode.notFound,
  LAB_NO_SUCH_OBJECT: exitCode.notFound,
  LAB_AMBIGUOUS: exitCode.notFound,
  LAB_NAME_TAKEN: exitCode.conflict,
  LAB_BUSY: exitCode.conflict,
  LAB_NOT_RUNNING: exitCode.unreachable,
  NO_SERVER: exitCode.unreachable,
  STORE_UNREACHABLE: exitCode.unreachable,
  NO_TOKEN: exitCode.notPermitted,
  SERVER_UNREACHABLE: exitCode.unreachable,
  TOKEN_REFUSED: exitCode.notPermitted,
  TOKEN_MALFORMED: exitCode.usage,
  NO_PERMISSION: exitCode.notPermitted,
};

const byStatus: Readonly<Record<number, number>> = {
  401: exitCode.notPermitted,
  403: exitCode.notPermitted,
  404: exitCode.notFound,
  409: exitCode.conflict,
  412: exitCode.conflict,
  502: exitCode.unreachable,
  503: exitCode.unreachable,
  504: exitCode.unreachable,
};

/** Codes of ours that the server answers with, in the place of an error type of the API. */
const byType: Readonly<Record<string, number>> = {
  HOST_OFFLINE: exitCode.unreachable,
  HOST_SILENT: exitCode.unreachable,
  PLAN_FORBIDDEN: exitCode.dropped,
};

/** How the process ends on an error. An error that the server answered with counts by its type, then its status. */
export function exitCodeOf(error: PortreeveError): number {
  const { status, type } = error.details;
  return (
    byCode[error.code] ??
    (typeof type === 'string' ? byType[type] : undefined) ??
    (typeof status === 'number' ? byStatus[status] : undefined) ??
    exitCode.failed
  );
}
