import type { Devices, ForwardingEntry, Link, LinkChange } from '../devices.ts';
import { changeFailed, linkCommand } from '../link-command.ts';

/** Devices of a host that is only thought, for tests and the simulated lab. */
export interface MemoryDevices extends Devices {
  /** What a hypervisor does: a device appears. */
  addTap(name: string, options?: { readonly mac?: string; readonly mtu?: number }): void;
  /** A device goes, by whoever's hand. */
  remove(name: string): void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const loopback: Link = {
  name: 'lo',
  index: 1,
  kind: 'other',
  mac: '00:00:00:00:00:00',
  mtu: 65536,
  isUp: true,
  master: null,
};

/** Does as Linux 6.18 was seen to do in the suite of devices, as far as anybody here asks. */
export function createMemoryDevices(given: readonly Link[] = [loopback]): MemoryDevices {
  const links = new Map<string, Mutable<Link>>(given.map((link) => [link.name, { ...link }]));
  const forwarding = new Map<string, Map<string, ForwardingEntry>>();
  /** Bridges whose MTU somebody set: it no longer follows their ports. */
  const fixedMtu = new Set<string>();
  const watchers = new Set<() => void>();
  let lastIndex = Math.max(0, ...given.map((link) => link.index));

  function add(link: Omit<Link, 'index' | 'mac'> & { readonly mac?: string }): string | undefined {
    if (links.has(link.name)) return 'RTNETLINK answers: File exists';
    lastIndex += 1;
    links.set(link.name, { ...link, index: lastIndex, mac: link.mac ?? macOf(lastIndex) });
    return undefined;
  }

  function remove(name: string): void {
    const link = links.get(name);
    if (link === undefined) return;
    links.delete(name);
    forwarding.delete(name);
    fixedMtu.delete(name);
    for (const other of links.values()) {
      if (other.master === name) other.master = null;
      if (other.vlan?.parent === name) remove(other.name);
    }
    if (link.master !== null) follow(link.master);
  }

  /** A bridge takes the least MTU of its ports. */
  function follow(bridge: string): void {
    const link = links.get(bridge);
    if (link === undefined || fixedMtu.has(bridge)) return;
    const mtus = [...links.values()].filter((port) => port.master === bridge).map((port) => port.mtu);
    link.mtu = mtus.length === 0 ? 1500 : Math.min(...mtus);
  }

  /** Why the kernel refuses the change; undefined if it was done. */
  function change(wanted: LinkChange): string | undefined {
    switch (wanted.kind) {
      case 'addBridge':
        return add({ name: wanted.name, kind: 'bridge', mtu: 1500, isUp: false, master: null });
      case 'addVxlan': {
        const { name, vni, local, port, mtu } = wanted;
        if ([...links.values()].some((link) => link.vxlan?.vni === vni && link.vxlan.port === port)) {
          return 'Error: A VXLAN device with the specified VNI already exists.';
        }
        return add({ name, kind: 'vxlan', mtu, isUp: false, master: null, vxlan: { vni, local, port } });
      }
      case 'addVlan': {
        const { name, parent, vlan } = wanted;
        const lower = links.get(parent);
        if (lower === undefined) return `Cannot find device "${parent}"`;
        if ([...links.values()].some((link) => link.vlan?.parent === parent && link.vlan.id === vlan)) {
          return 'RTNETLINK answers: File exists';
        }
        return add({
          name,
          kind: 'vlan',
          mtu: lower.mtu,
          mac: lower.mac,
          isUp: false,
          master: null,
          vlan: { id: vlan, parent },
        });
      }
      case 'addForwarding':
      case 'deleteForwarding': {
        const { device, mac, destination } = wanted;
        if (!links.has(device)) return `Cannot find device "${device}"`;
        const entries = forwarding.get(device) ?? new Map<string, ForwardingEntry>();
        forwarding.set(device, entries);
        if (wanted.kind === 'addForwarding') entries.set(`${mac} ${destination}`, { mac, destination });
        else entries.delete(`${mac} ${destination}`);
        return undefined;
      }
      case 'setMaster':
      case 'setAlias':
      case 'setMtu':
      case 'setUp':
      case 'delete':
        return changeLink(wanted);
    }
  }

  function changeLink(
    wanted: Extract<LinkChange, { kind: 'setMaster' | 'setAlias' | 'setMtu' | 'setUp' | 'delete' }>,
  ): string | undefined {
    const link = links.get(wanted.name);
    if (link === undefined) return `Cannot find device "${wanted.name}"`;
    switch (wanted.kind) {
      case 'setMaster': {
        const before = link.master;
        if (wanted.master !== null) {
          const master = links.get(wanted.master);
          if (master === undefined) return `Error: argument "${wanted.master}" is wrong: Device does not exist`;
          if (link.kind === 'bridge') return 'Error: Can not enslave a bridge to a bridge.';
          if (master.kind !== 'bridge') return 'RTNETLINK answers: Operation not supported';
        }
        link.master = wanted.master;
        if (before !== null) follow(before);
        if (wanted.master !== null) follow(wanted.master);
        return undefined;
      }
      case 'setAlias':
        link.alias = wanted.alias;
        return undefined;
      case 'setMtu':
        link.mtu = wanted.mtu;
        if (link.kind === 'bridge') fixedMtu.add(link.name);
        if (link.master !== null) follow(link.master);
        return undefined;
      case 'setUp':
        link.isUp = wanted.up;
        return undefined;
      case 'delete':
        if (link.name === 'lo') return 'RTNETLINK answers: Operation not supported';
        remove(link.name);
        return undefined;
    }
  }

  function tell(): void {
    for (const changed of watchers) queueMicrotask(changed);
  }

  return {
    async list() {
      return [...links.values()].sort((a, b) => a.index - b.index).map((link) => ({ ...link }));
    },
    async forwarding(device) {
      return [...(forwarding.get(device)?.values() ?? [])];
    },
    async apply(changes) {
      // The same checks as of the real ones, of all before any is made.
      for (const [index, wanted] of changes.entries()) linkCommand(wanted, index);
      for (const [index, wanted] of changes.entries()) {
        const reason = change(wanted);
        if (reason !== undefined) throw changeFailed(wanted, reason, index);
        tell();
      }
    },
    async watch(changed) {
      const watcher = () => {
        if (watchers.has(watcher)) changed();
      };
      watchers.add(watcher);
      return async () => {
        watchers.delete(watcher);
      };
    },
    addTap(name, { mac, mtu = 1500 } = {}) {
      add({ name, kind: 'tun', mtu, isUp: false, master: null, ...(mac === undefined ? {} : { mac }) });
      tell();
    },
    remove(name) {
      remove(name);
      tell();
    },
  };
}

/** Locally administered, and a different one for each. */
function macOf(index: number): string {
  return `02:00:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;
}
