import { PortreeveError, reasonOf } from '../model/index.ts';

/**
 * What a database says went wrong, as an error of ours. The only place that knows the codes of a database
 * (SQLite: https://sqlite.org/rescode.html). What is no error of a database comes back as it is.
 */
export function mapDbError(error: unknown, where: string): unknown {
  if (error instanceof PortreeveError) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  const reason = reasonOf(error);
  const more = { cause: error, details: { code } };
  // A disk that fills up while the log file grows shows as a failed write, not as "full".
  if (code === 'SQLITE_FULL' || (code === 'SQLITE_IOERR_WRITE' && /full|space/i.test(reason))) {
    return new PortreeveError('STORE_FULL', { where }, more);
  }
  if (/^SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY)$/.test(code)) {
    return new PortreeveError('STORE_CONFLICT', { reason }, more);
  }
  if (code.startsWith('SQLITE_CONSTRAINT')) return new PortreeveError('STORE_REFERENCE', { reason }, more);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new PortreeveError('STORE_IN_USE', { where }, more);
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new PortreeveError('STORE_DAMAGED', { where, reason }, more);
  }
  return new PortreeveError('STORE_FAILED', { where, reason }, more);
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  // A file that cannot be opened at all comes without a code.
  if (error.code === '' && error.message.startsWith('ConnectionFailed')) return 'SQLITE_CANTOPEN';
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : undefined;
}
