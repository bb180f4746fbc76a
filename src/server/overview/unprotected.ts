import { type Reader, maxPage } from '../../store/index.ts';
import type { Caller } from '../identity.ts';
import { visibleTo } from '../resource/visible.ts';
import { portResource } from '../resources/port.ts';

const most = 500;

/**
 * Ports without port security, those of the networks themselves aside, in the order of their names: the first 500, and
 * whether there may be more. The Networking API does not filter by it.
 */
export async function unprotectedPorts(
  tx: Reader,
  caller: Caller,
): Promise<{ readonly ports: readonly string[]; readonly more: boolean }> {
  const rows = await tx.list('ports', {
    where: [...visibleTo(portResource, caller), { column: 'port_security_enabled', in: [false] }],
    sort: [
      { column: 'name', direction: 'asc' },
      { column: 'id', direction: 'asc' },
    ],
    limit: maxPage,
  });
  const found = rows.filter(({ device_owner }) => !device_owner.startsWith('network:'));
  return { ports: found.slice(0, most).map(({ id }) => id), more: found.length > most || rows.length === maxPage };
}
