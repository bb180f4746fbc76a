import { PortreeveError, reasonOf } from '../model/index.ts';

/**
 * What a database says went wrong, as an error of ours. The only place that knows the codes of a database
 * (SQLite: https://sqlite.org/rescode.html, PostgreSQL: its manual, appendix A). What is no error of a database comes
 * back as it is.
 */
export function mapDbError(error: unknown, where: string): unknown {
  if (error instanceof PortreeveError) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  const reason = reasonOf(error);
  const more = { cause: error, details: { code } };
  switch (kindOf(code, reason)) {
    case 'full':
      return new PortreeveError('STORE_FULL', { where }, more);
    case 'conflict':
      return new PortreeveError('STORE_CONFLICT', { reason }, more);
    case 'reference':
      return new PortreeveError('STORE_REFERENCE', { reason }, more);
    case 'in use':
      return new PortreeveError('STORE_IN_USE', { where }, more);
    case 'busy':
      return new PortreeveError('STORE_BUSY', { where, reason }, more);
    case 'damaged':
      return new PortreeveError('STORE_DAMAGED', { where, reason }, more);
    case 'unreachable':
      return new PortreeveError('STORE_UNREACHABLE', { where, reason }, more);
    case 'newer':
      return new PortreeveError('STORE_NEWER', { where }, more);
    case 'failed':
      return new PortreeveError('STORE_FAILED', { where, reason }, more);
  }
}

type Kind = 'full' | 'conflict' | 'reference' | 'in use' | 'busy' | 'damaged' | 'unreachable' | 'newer' | 'failed';

function kindOf(code: string, reason: string): Kind {
  if (code === newerCode) return 'newer';
  return code.startsWith('SQLITE_') ? kindOfSqlite(code, reason) : kindOfPostgres(code);
}

function kindOfSqlite(code: string, reason: string): Kind {
  // A disk that fills up while the log file grows shows as a failed write, not as "full".
  if (code === 'SQLITE_FULL' || (code === 'SQLITE_IOERR_WRITE' && /full|space/i.test(reason))) return 'full';
  if (/^SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY)$/.test(code)) return 'conflict';
  if (code.startsWith('SQLITE_CONSTRAINT')) return 'reference';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'in use';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'damaged';
  return 'failed';
}

function kindOfPostgres(code: string): Kind {
  if (code === '53100') return 'full';
  if (code === '23505') return 'conflict';
  if (code.startsWith('23')) return 'reference';
  // A lock that was not to be had in time, a deadlock, a conflict of transactions.
  if (code === '55P03' || code.startsWith('40')) return 'busy';
  if (code.startsWith('XX')) return 'damaged';
  // Connections lost, refused or too many; who may not log in; no such database; a server that starts or stops; a
  // primary that became a standby.
  const isAway = /^(?:08|28|3D000|53300|57P|25006)/.test(code) || !/^[0-9A-Z]{5}$/.test(code);
  return isAway ? 'unreachable' : 'failed';
}

const ofNetwork: ReadonlySet<unknown> = new Set(['connect', 'read', 'write', 'getaddrinfo']);
const connectionLost = 'CONNECTION_LOST';
const newerCode = 'NEWER_MIGRATIONS';

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // What the migrator says of a database that knows more migrations than this program.
  if (error.message.startsWith('corrupted migrations')) return newerCode;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // A file that cannot be opened at all comes without a code.
  if (code === '' && error.message.startsWith('ConnectionFailed')) return 'SQLITE_CANTOPEN';
  if (code?.startsWith('SQLITE_')) return code;
  // PostgreSQL's own errors have both.
  if (code !== undefined && 'severity' in error && /^[0-9A-Z]{5}$/.test(code)) return code;
  // The driver's words of a connection that is gone, and the system's.
  if (/^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered)/.test(error.message)) {
    return connectionLost;
  }
  const isOfNetwork = error instanceof AggregateError || ('syscall' in error && ofNetwork.has(error.syscall));
  return isOfNetwork && code !== undefined && /^E[A-Z_]+$/.test(code) ? code : undefined;
}
