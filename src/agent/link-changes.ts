import type { Devices, LinkChange } from '../kernel/index.ts';
import { PortreeveError } from '../model/index.ts';

/**
 * Makes all changes that can be made. One that is refused takes the later ones of the same device with it, and no other; gives
 * the refusals by device.
 */
export async function applyLinkChanges(
  devices: Devices,
  changes: readonly LinkChange[],
): Promise<ReadonlyMap<string, PortreeveError>> {
  const refused = new Map<string, PortreeveError>();
  let rest = changes;
  while (rest.length > 0) {
    try {
      await devices.apply(rest);
      return refused;
    } catch (error) {
      if (!(error instanceof PortreeveError)) throw error;
      const { index, done } = error.details;
      const change = typeof index === 'number' ? rest[index] : undefined;
      if (!change || typeof done !== 'number') throw error;
      const device = deviceOf(change);
      refused.set(device, error);
      rest = rest.slice(done).filter((later) => deviceOf(later) !== device);
    }
  }
  return refused;
}

/** The device that a change is about. */
export function deviceOf(change: LinkChange): string {
  return 'device' in change ? change.device : change.name;
}
