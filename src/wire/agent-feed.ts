import type { HostStateJson } from './host-state.ts';

/**
 * What the server streams to an agent, one JSON object a line (`GET /agent/v1/watch?host=H&since=REV`).
 * `state` is whole; `delta` goes from exactly the revision that the agent has; `alive` says that nothing else was due.
 */
export type FeedEvent =
  | { readonly event: 'state'; readonly revision: number; readonly state: HostStateJson }
  | { readonly event: 'delta'; readonly from: number; readonly revision: number; readonly delta: HostDeltaJson }
  | { readonly event: 'alive'; readonly revision: number }
  | { readonly event: 'dump'; readonly id: string };

/** A host delta: API objects as in the host-state file, `gone` lists of ids, members by address and rules one by one. */
export interface HostDeltaJson {
  readonly ports?: Part;
  readonly security_groups?: Part;
  readonly address_groups?: Part;
  readonly networks?: Part;
  /** Whole lists of groups that are new to the host. */
  readonly members?: Readonly<Record<string, readonly { readonly ip_address: string }[]>>;
  readonly members_gone?: readonly string[];
  readonly member_changes?: readonly {
    readonly group: string;
    readonly added: readonly string[];
    readonly removed: readonly string[];
  }[];
  /** Rules of a group that the host has: those that are gone, then the new ones, each put at its place. */
  readonly rule_changes?: readonly {
    readonly group: string;
    readonly gone: readonly string[];
    readonly added: readonly { readonly at: number; readonly rule: unknown }[];
  }[];
  readonly dhcp_servers?: Readonly<Record<string, readonly string[] | null>>;
  readonly ra_sources?: Readonly<Record<string, readonly string[] | null>>;
}

interface Part {
  readonly set?: readonly unknown[];
  readonly gone?: readonly string[];
}

/** What an agent tells of itself at each start and every 30 s (`PUT /agent/v1/hosts/{host}`). */
export interface AgentHello {
  readonly agent_type: 'Linux bridge agent';
  readonly binary: string;
  readonly version: string;
  readonly backend: string;
  readonly configurations: {
    readonly tunneling_ip: string | null;
    readonly tunnel_types: readonly string[];
    readonly interface_mappings: Readonly<Record<string, string>>;
    readonly bridge_mappings: Readonly<Record<string, string>>;
    readonly devices: number;
    readonly extensions: readonly string[];
    readonly l2_population: boolean;
  };
}

/** What is enforced on a host (`PUT /agent/v1/hosts/{host}/report`). */
export interface HostReport {
  /** Revision that the kernel is at. */
  readonly revision: number;
  readonly ports: Readonly<Record<string, PortReport>>;
  /** Milliseconds from the state's arrival to the last commit of the last apply that changed something. */
  readonly apply_ms: number | null;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null;
  /** Repairs since the last report: what somebody else had changed in our chains. */
  readonly repaired: readonly {
    readonly at: string;
    readonly family: string;
    readonly table: string;
    readonly chain: string;
    readonly what: string;
  }[];
}

export interface PortReport {
  /** `missing`: bound here, but its tap is not on the host. `pending`: known, not yet filtered, passes nothing. */
  readonly status: 'enforced' | 'pending' | 'missing' | 'failed';
  readonly device: string;
  readonly error?: string;
}

/** A host's dumps (`PUT /agent/v1/hosts/{host}/dumps/{id}`, answered by `GET /portreeve/v1/hosts/{host}/dump`). */
export interface HostDump {
  readonly taken_at: string;
  readonly backend: string;
  readonly revision: number;
  /** `iptables-save -c`, `ip6tables-save -c`, `ipset save`. */
  readonly ipv4: string;
  readonly ipv6: string;
  readonly ipset: string;
  /** `iptables -L` of table filter, as people know it. */
  readonly listing: string;
}
