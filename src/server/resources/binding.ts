import type { Row, Writer } from '../../store/index.ts';
import type { Settings } from '../settings.ts';
import type { Call } from '../resource/resource.ts';
import { reaches } from './segment.ts';

export const vnicTypes = [
  'normal',
  'direct',
  'macvtap',
  'baremetal',
  'direct-physical',
  'virtio-forwarder',
  'smart-nic',
  'vdpa',
  'accelerator-direct',
  'accelerator-direct-physical',
  'remote-managed',
] as const;

export const vifTypes = ['unbound', 'bridge', 'binding_failed'] as const;

type Binding = Pick<Row<'ports'>, 'vif_type' | 'vif_details'>;

export const unbound: Binding = { vif_type: 'unbound', vif_details: {} };
const failed: Binding = { vif_type: 'binding_failed', vif_details: {} };
const bridge: Binding = { vif_type: 'bridge', vif_details: { connectivity: 'l2', port_filter: true } };

/** How a port hangs on its host: on a bridge, if the host's agent lives and reaches the network; section 7. */
export async function bind(call: Call, host: string, vnicType: string, network: Row<'networks'>): Promise<Binding> {
  if (host === '') return unbound;
  const [agent] = await call.tx.list('agents', { where: [{ column: 'host', in: [host] }] });
  if (agent === undefined || vnicType !== 'normal') return failed;
  return isAlive(agent, call.settings) && agent.admin_state_up && canReach(agent, network) ? bridge : failed;
}

/** Takes away a binding that is not the active one. */
export function removeBinding(tx: Writer, portId: string, host: string): Promise<void> {
  return tx.clear('port_bindings', [
    { column: 'port_id', in: [portId] },
    { column: 'host', in: [host] },
  ]);
}

export function isAlive(agent: Pick<Row<'agents'>, 'heartbeat_at'>, settings: Settings): boolean {
  return settings.now().getTime() - Date.parse(agent.heartbeat_at) < settings.agentDownAfterMs;
}

function canReach(agent: Row<'agents'>, network: Row<'networks'>): boolean {
  switch (network.network_type) {
    case 'local':
      return true;
    case 'vxlan': {
      const { tunnel_types: types } = agent.configurations;
      return Array.isArray(types) && types.includes('vxlan');
    }
    default:
      return network.physical_network !== null && reaches(agent, network.physical_network);
  }
}
