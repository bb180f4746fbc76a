import type { Network } from '../../api/networks.ts';
import { useSay } from '../../language/language.tsx';

/** "vxlan 1042", "vlan 100 on physnet1": how a network crosses the wire; empty for who may not know. */
export function useKindOf(): (network: Network) => string {
  const say = useSay();
  return (network) => {
    const { 'provider:network_type': type, 'provider:physical_network': physical } = network;
    if (type === undefined) return '';
    const segment = network['provider:segmentation_id'];
    const kind = segment == null ? type : `${type} ${segment}`;
    return physical ? say('web.onPhysical', { kind, physical }) : kind;
  };
}
