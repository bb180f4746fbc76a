import { type Reader, type Row, type Writer, maxPage } from '../../store/index.ts';
import { generic, network as refusals } from '../errors.ts';
import type { Call } from '../resource/resource.ts';

/** What a client said of how a network reaches the hosts. */
export interface WantedSegment {
  readonly networkType: string | undefined;
  readonly physicalNetwork: string | undefined;
  readonly segmentationId: number | undefined;
}

type Segment = Pick<Row<'networks'>, 'network_type' | 'physical_network' | 'segmentation_id'>;

/** Bytes that a VXLAN header takes of each frame, with IPv4 outside. */
const vxlanOverhead = 50;

export function largestMtu(networkType: string, physicalMtu: number): number {
  return networkType === 'vxlan' ? physicalMtu - vxlanOverhead : physicalMtu;
}

/** The segment that a new network gets. Without a word from the client: a VXLAN id from the pool. */
export async function chooseSegment(call: Call<Writer>, wanted: WantedSegment): Promise<Segment> {
  const { networkType: type = 'vxlan', physicalNetwork, segmentationId } = wanted;
  if (wanted.networkType === undefined && (physicalNetwork !== undefined || segmentationId !== undefined)) {
    throw generic.invalidInput('network_type required');
  }
  switch (type) {
    case 'vxlan':
      if (physicalNetwork !== undefined) {
        throw generic.invalidInput('provider:physical_network specified for vxlan network');
      }
      return { network_type: type, physical_network: null, segmentation_id: await chooseVni(call, segmentationId) };
    case 'flat':
      if (segmentationId !== undefined) throw prohibited('segmentation_id', type);
      await needPhysical(call, type, physicalNetwork);
      if (await isTaken(call.tx, type, physicalNetwork ?? null, null)) throw refusals.flatInUse(physicalNetwork ?? '');
      return { network_type: type, physical_network: physicalNetwork ?? null, segmentation_id: null };
    case 'vlan':
      await needPhysical(call, type, physicalNetwork);
      return {
        network_type: type,
        physical_network: physicalNetwork ?? null,
        segmentation_id: await chooseVlan(call, physicalNetwork ?? '', segmentationId),
      };
    case 'local':
      if (physicalNetwork !== undefined) throw prohibited('physical_network', type);
      if (segmentationId !== undefined) throw prohibited('segmentation_id', type);
      return { network_type: type, physical_network: null, segmentation_id: null };
    default:
      throw generic.invalidInput(`network_type value '${type}' not supported.`);
  }
}

async function chooseVni(call: Call<Writer>, wanted: number | undefined): Promise<number> {
  const { first, last } = call.settings.vni;
  if (wanted === undefined) return firstFree(call.tx, 'vxlan', null, first, last);
  if (wanted < 1) throw generic.invalidInput(`segmentation_id out of range (1 through ${2 ** 24 - 1})`);
  if (await isTaken(call.tx, 'vxlan', null, wanted)) throw refusals.tunnelInUse(wanted);
  return wanted;
}

async function chooseVlan(call: Call<Writer>, physical: string, wanted: number | undefined): Promise<number> {
  if (wanted === undefined) return firstFree(call.tx, 'vlan', physical, 1, 4094);
  if (wanted < 1 || wanted > 4094) throw generic.invalidInput('segmentation_id out of range (1 through 4094)');
  if (await isTaken(call.tx, 'vlan', physical, wanted)) throw refusals.vlanInUse(physical, wanted);
  return wanted;
}

/** The lowest id of the range that no network has. */
async function firstFree(
  tx: Reader,
  type: string,
  physical: string | null,
  first: number,
  last: number,
): Promise<number> {
  let candidate = first;
  for (;;) {
    const taken = await tx.list('networks', {
      where: [
        { column: 'network_type', in: [type] },
        { column: 'physical_network', in: [physical] },
        { column: 'segmentation_id', atLeast: candidate },
      ],
      sort: [{ column: 'segmentation_id', direction: 'asc' }],
    });
    for (const { segmentation_id: id } of taken) {
      if (id === candidate) candidate++;
      else if ((id ?? 0) > candidate) break;
    }
    if (candidate > last) throw refusals.noneAvailable();
    if (taken.length < maxPage || taken.at(-1)?.segmentation_id !== candidate - 1) return candidate;
  }
}

async function isTaken(tx: Reader, type: string, physical: string | null, id: number | null): Promise<boolean> {
  const count = await tx.count('networks', [
    { column: 'network_type', in: [type] },
    { column: 'physical_network', in: [physical] },
    { column: 'segmentation_id', in: [id] },
  ]);
  return count > 0;
}

/** Physical networks are those that the operator named and those that some host reaches. */
async function needPhysical(call: Call<Writer>, type: string, physical: string | undefined): Promise<void> {
  if (physical === undefined) throw generic.invalidInput(`physical_network required for ${type} provider network.`);
  if (call.settings.physicalNetworks.includes(physical)) return;
  const agents = await call.tx.list('agents');
  if (agents.some((agent) => reaches(agent, physical))) return;
  throw generic.invalidInput(`physical_network '${physical}' unknown for ${type} provider network.`);
}

/** Whether a host has an interface or a bridge on the physical network. */
export function reaches(agent: Row<'agents'>, physical: string): boolean {
  const { interface_mappings: interfaces, bridge_mappings: bridges } = agent.configurations;
  return [interfaces, bridges].some((map) => typeof map === 'object' && map !== null && Object.hasOwn(map, physical));
}

function prohibited(attribute: string, type: string) {
  return generic.invalidInput(`${attribute} prohibited for ${type} provider network.`);
}
