/** Network interfaces of one host. */
export interface Devices {
  list(): Promise<readonly Link[]>;
  /** All or as far as it gets, in order; throws DEVICE_CHANGE_FAILED naming the change that failed. */
  apply(changes: readonly LinkChange[]): Promise<void>;
  /** Forwarding entries of a device that are not learned. */
  forwarding(device: string): Promise<readonly ForwardingEntry[]>;
  /**
   * Calls back soon after any link of the host changed; what changed is not said: look again. Gives the way to stop it. `failed`:
   * the watch broke and will call no more.
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
}

export interface ForwardingEntry {
  readonly mac: string;
  readonly destination: string;
}

export type LinkChange =
  | { readonly kind: 'addBridge'; readonly name: string }
  | {
      readonly kind: 'addVxlan';
      readonly name: string;
      readonly vni: number;
      readonly local: string;
      readonly port: number;
      readonly mtu: number;
    }
  | { readonly kind: 'addVlan'; readonly name: string; readonly parent: string; readonly vlan: number }
  | { readonly kind: 'setMaster'; readonly name: string; readonly master: string | null }
  | { readonly kind: 'setMtu'; readonly name: string; readonly mtu: number }
  | { readonly kind: 'setUp'; readonly name: string; readonly up: boolean }
  | { readonly kind: 'delete'; readonly name: string }
  | {
      readonly kind: 'addForwarding' | 'deleteForwarding';
      readonly device: string;
      readonly mac: string;
      readonly destination: string;
    };
