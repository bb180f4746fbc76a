import type { Row } from '../../store/index.ts';
import { mac } from '../resource/kind.ts';

/** How an instance is given a whole network card of its host (SR-IOV, physical function). */
const wholeCard = 'direct-physical';

/**
 * The MAC of the card that a port is bound to (alias port-mac-override): such a card keeps its own, and the compute
 * service tells it in the binding's profile. Undefined: the port has a MAC of its own.
 */
export function deviceMac(vnicType: string, profile: Readonly<Record<string, unknown>>): string | undefined {
  const { device_mac_address: address } = profile;
  if (vnicType !== wholeCard || address === undefined || address === null) return undefined;
  return mac.read(address, 'binding:profile');
}

/** Whether an update takes a port off its card, whose MAC the next port there will need. */
export function releasesDevice(
  port: Pick<Row<'ports'>, 'vnic_type' | 'device_id'>,
  given: { readonly device_id?: string; readonly device_owner?: string },
): boolean {
  return port.vnic_type === wholeCard && port.device_id !== '' && given.device_id === '' && given.device_owner === '';
}
