import type { Limits } from './resource/quota.ts';

/** What the operator decides for the whole cloud, and what the process is made of. */
export interface Settings {
  readonly now: () => Date;
  readonly newId: () => string;
  readonly randomByte: () => number;
  /** Physical networks besides those that agents announce. */
  readonly physicalNetworks: readonly string[];
  /** MTU of the wires between hosts; tunnels have 50 bytes less. */
  readonly physicalMtu: number;
  readonly vni: { readonly first: number; readonly last: number };
  /** How long an agent may be silent. */
  readonly agentDownAfterMs: number;
  /** What a project may have that the administrator gave no limits of its own. */
  readonly quotas: Limits;
}

export const defaultSettings = {
  physicalNetworks: [],
  physicalMtu: 1500,
  vni: { first: 1, last: 2 ** 24 - 1 },
  agentDownAfterMs: 75_000,
  quotas: {
    network: 100,
    subnet: 100,
    subnetpool: -1,
    port: 500,
    rbac_policy: 10,
    security_group: 10,
    security_group_rule: 100,
  },
} as const;
