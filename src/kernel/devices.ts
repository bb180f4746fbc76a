/** Network interfaces of one host. */
export interface Devices {
  list(): Promise<readonly Link[]>;
  /**
   * In order, up to the first that is refused: then DEVICE_CHANGE_FAILED with `details` {change, index, done, reason}.
   * `done` is how many were made: those before it, or none, since names, addresses and numbers are checked before
   * anything is changed.
   */
  apply(changes: readonly LinkChange[]): Promise<void>;
  /** Forwarding entries of a tunnel device that lead to other hosts and were not learned. */
  forwarding(device: string): Promise<readonly ForwardingEntry[]>;
  /**
   * Calls back soon after any link of the host changed; what changed is not said: look again. Gives the way to stop it.
   * When the watch breaks it starts again by itself and calls `changed`, as something may have been missed; `failed` hears
   * of each break.
   */
  watch(changed: () => void, failed: (error: unknown) => void): Promise<() => Promise<void>>;
}

export interface Link {
  readonly name: string;
  readonly index: number;
  readonly kind: 'bridge' | 'vxlan' | 'vlan' | 'veth' | 'tun' | 'other';
  readonly mac: string;
  readonly mtu: number;
  readonly isUp: boolean;
  /** Bridge that it is a port of. */
  readonly master: string | null;
  /** Word that somebody left on it (`ip link set alias`). */
  readonly alias?: string;
  /** Of a vxlan: what it was made with, which cannot be changed later. */
  readonly vxlan?: { readonly vni: number; readonly local: string | null; readonly port: number };
  /** Of a vlan: likewise. */
  readonly vlan?: { readonly id: number; readonly parent: string | null };
}

export interface ForwardingEntry {
  readonly mac: string;
  readonly destination: string;
}

/** MAC under which a tunnel keeps the hosts that frames for everybody, and for unknown MACs, are sent to. */
export const floodMac = '00:00:00:00:00:00';

export type LinkChange =
  /**
   * As Neutron's agent makes it: forwards from the first moment, no spanning tree, no multicast snooping, no IPv6 of the
   * host on it.
   */
  | { readonly kind: 'addBridge'; readonly name: string }
  /** Learns MACs of other hosts; `local` is the tunnel address of this one, `port` the UDP port (4789 of old). */
  | {
      readonly kind: 'addVxlan';
      readonly name: string;
      readonly vni: number;
      readonly local: string;
      readonly port: number;
      readonly mtu: number;
    }
  | { readonly kind: 'addVlan'; readonly name: string; readonly parent: string; readonly vlan: number }
  /** Becoming a bridge's port also takes the host's own IPv6 off the device, so that it answers nobody there. */
  | { readonly kind: 'setMaster'; readonly name: string; readonly master: string | null }
  /** Leaves a word on the device, for whoever comes later. */
  | { readonly kind: 'setAlias'; readonly name: string; readonly alias: string }
  | { readonly kind: 'setMtu'; readonly name: string; readonly mtu: number }
  | { readonly kind: 'setUp'; readonly name: string; readonly up: boolean }
  | { readonly kind: 'delete'; readonly name: string }
  /** Adding one that is there, or deleting one that is not, is no failure. */
  | {
      readonly kind: 'addForwarding' | 'deleteForwarding';
      readonly device: string;
      readonly mac: string;
      readonly destination: string;
    };
