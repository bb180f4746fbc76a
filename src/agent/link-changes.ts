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
      const index = error instanceof PortreeveError ? error.details['index'] : undefined;
      const change = typeof index === 'number' ? rest[index] : undefined;
      if (!(error instanceof PortreeveError) || typeof index !== 'number' || !change) throw error;
      const device = deviceOf(change);
      refused.set(device, error);
      rest = rest.slice(index + 1).filter((later) => deviceOf(later) !== device);
    }
  }
  return refused;
}

function deviceOf(change: LinkChange): string {
  return 'device' in change ? change.device : change.name;
}
