/** A host-state file: Networking API objects, see docs/reference/host-state.md. */
export interface HostStateJson {
  readonly host: string;
  readonly revision?: number;
  readonly ports: readonly unknown[];
  readonly security_groups: readonly unknown[];
  readonly address_groups?: readonly unknown[];
  readonly members?: Readonly<Record<string, readonly { readonly ip_address: string }[]>>;
  readonly networks?: readonly unknown[];
  readonly dhcp_servers?: Readonly<Record<string, readonly string[]>>;
  readonly ra_sources?: Readonly<Record<string, readonly string[]>>;
}
