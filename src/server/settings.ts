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
}

export const defaultSettings = {
  physicalNetworks: [],
  physicalMtu: 1500,
  vni: { first: 1, last: 2 ** 24 - 1 },
  agentDownAfterMs: 75_000,
} as const;
