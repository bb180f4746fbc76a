import { isDeepStrictEqual } from 'node:util';
import type { CloudPort, PortChange } from '../feed/cloud.ts';

/** An event as Nova's `POST /os-server-external-events` takes it. */
export interface ExternalEvent {
  readonly name: 'network-vif-plugged' | 'network-vif-unplugged' | 'network-changed' | 'network-vif-deleted';
  readonly server_uuid: string;
  /** Id of the port. */
  readonly tag: string;
  readonly status: 'completed' | 'failed';
}

/**
 * What Nova is told of a port, as Neutron's notifier does (read from its sources of 2024 and later): plugged when the
 * port becomes ACTIVE (or ERROR: failed), which is what Nova waits for at a boot; unplugged when it was ACTIVE and is
 * DOWN; deleted; and changed, by which Nova reads the port anew into what it remembers of its instances. All of that
 * only of ports that are an instance's, and by what the port is now: one that was just taken off an instance is none
 * any more.
 *
 * Otherwise than there, where each PUT of a port says changed, it is said only when something that Nova remembers
 * changed: not for a new name or other security groups.
 */
export function eventsOf({ before, after }: PortChange): readonly ExternalEvent[] {
  const now = after ?? before;
  if (now === undefined || !isOfInstance(now)) return [];
  const of = (name: ExternalEvent['name'], status: ExternalEvent['status'] = 'completed'): ExternalEvent => ({
    name,
    server_uuid: now.port.deviceId,
    tag: now.port.id,
    status,
  });
  if (after === undefined) return [of('network-vif-deleted')];
  const changed =
    before !== undefined && !isDeepStrictEqual(remembered(before), remembered(after)) ? [of('network-changed')] : [];
  return [...changed, ...statusEvents(before?.status ?? 'DOWN', after.status, of)];
}

function statusEvents(
  before: string,
  after: string,
  of: (name: ExternalEvent['name'], status?: ExternalEvent['status']) => ExternalEvent,
): readonly ExternalEvent[] {
  if (before === 'ACTIVE') return after === 'DOWN' ? [of('network-vif-unplugged')] : [];
  if (before === 'ERROR') return [];
  if (after === 'ACTIVE') return [of('network-vif-plugged')];
  return after === 'ERROR' ? [of('network-vif-plugged', 'failed')] : [];
}

/** Nova refuses a whole request for one id of a server that is no UUID. */
const uuid = /^[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}$/i;

/** Ports of bare metal machines are `baremetal:…`: their events are Ironic's. */
function isOfInstance({ port }: CloudPort): boolean {
  return port.deviceOwner.startsWith('compute:') && uuid.test(port.deviceId);
}

/** What Nova keeps of a port beside its status (`admin_state_up` false counts there as active). */
function remembered({ port, binding }: CloudPort) {
  const { deviceId, deviceOwner, macAddress, fixedIps, adminStateUp } = port;
  return { deviceId, deviceOwner, macAddress, fixedIps, adminStateUp, binding };
}
