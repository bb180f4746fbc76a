import { PortreeveError } from '../model/index.ts';
import type { ForwardingEntry, Link } from './devices.ts';

/** Reads `ip -json -details link show`. Odd entries are left out: a device without name or index is none. */
export function readLinks(json: string): readonly Link[] {
  return entries(json, 'ip').flatMap((entry) => {
    const { ifname, ifindex, ifalias, address, mtu, flags, master, link } = entry;
    if (typeof ifname !== 'string' || typeof ifindex !== 'number') return [];
    const info = record(entry['linkinfo']);
    const data = record(info['info_data']);
    const kind = linkKind(info['info_kind']);
    return [
      {
        name: ifname,
        index: ifindex,
        kind,
        mac: text(address) ?? '',
        mtu: integer(mtu) ?? 0,
        isUp: Array.isArray(flags) && flags.includes('UP'),
        master: text(master) ?? null,
        ...(typeof ifalias === 'string' && { alias: ifalias }),
        ...(kind === 'vxlan' && {
          vxlan: {
            vni: integer(data['id']) ?? 0,
            local: text(data['local']) ?? text(data['local6']) ?? null,
            port: integer(data['port']) ?? 0,
          },
        }),
        ...(kind === 'vlan' && { vlan: { id: integer(data['id']) ?? 0, parent: text(link) ?? null } }),
      },
    ];
  });
}

/** Reads `bridge -json fdb show dev NAME`: entries of a tunnel that were made by hand. */
export function readForwarding(json: string): readonly ForwardingEntry[] {
  return entries(json, 'bridge').flatMap((entry) => {
    const { mac, dst, state } = entry;
    // Learned entries have no state, or "stale".
    if (typeof mac !== 'string' || typeof dst !== 'string' || (state !== 'permanent' && state !== 'static')) return [];
    return [{ mac, destination: dst }];
  });
}

function linkKind(kind: unknown): Link['kind'] {
  switch (kind) {
    case 'bridge':
    case 'vxlan':
    case 'vlan':
    case 'veth':
    case 'tun':
      return kind;
    default:
      return 'other';
  }
}

type Entry = Readonly<Record<string, unknown>>;

function entries(json: string, program: string): readonly Entry[] {
  // An empty answer is what iproute2 before 5.0 gives for an empty list.
  if (json.trim() === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    const params = { program, reason: 'it gave no JSON', command: `${program} -json` };
    throw new PortreeveError('PROGRAM_FAILED', params, { cause });
  }
  return Array.isArray(value) ? value.map(record) : [];
}

function record(value: unknown): Entry {
  return typeof value === 'object' && value !== null ? (value as Entry) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function integer(value: unknown): number | undefined {
  return Number.isInteger(value) ? Number(value) : undefined;
}
