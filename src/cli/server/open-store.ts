import { PortreeveError } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import type { World } from '../context.ts';

export interface StoreFlags {
  readonly data: string | undefined;
  readonly database: string | undefined;
}

/**
 * The store that the flags name: a database that several servers share, or a folder of one server. Throws TWO_STORES,
 * PASSWORD_IN_ARGUMENT, and what opening throws.
 */
export async function openStore(
  { data, database = '' }: StoreFlags,
  { env }: World,
  options: { readonly folder: string; readonly listenerLost?: (error: unknown) => void },
): Promise<Store> {
  if (data !== undefined && database !== '') throw new PortreeveError('TWO_STORES');
  // Everybody on the machine can read the arguments of a process.
  if (/^[a-z]+:\/\/[^/@]*:[^@]*@/i.test(database) || /[?&]password=/i.test(database)) {
    throw new PortreeveError('PASSWORD_IN_ARGUMENT', { flag: '--database', variable: databaseVariable });
  }
  const url = database !== '' || data !== undefined ? database : (env[databaseVariable] ?? '');
  const { openEmbeddedStore, openPostgresStore } = await import('../../store/index.ts');
  return url === '' ? openEmbeddedStore(data ?? options.folder) : openPostgresStore(url, options);
}

const databaseVariable = 'PORTREEVE_DATABASE';
