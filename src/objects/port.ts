import type { Kind } from './kind.ts';

/** A port as the API shows it. */
export interface PortRow {
  readonly id: string;
  readonly name: string;
  readonly network_id: string;
  readonly mac_address: string;
  readonly status: string;
  readonly device_id?: string;
  readonly device_owner?: string;
  readonly admin_state_up?: boolean;
  readonly port_security_enabled?: boolean;
  readonly fixed_ips: readonly { readonly subnet_id: string; readonly ip_address: string }[];
  readonly allowed_address_pairs?: readonly { readonly ip_address: string; readonly mac_address?: string }[];
  readonly security_groups: readonly string[];
  readonly 'binding:host_id'?: string;
  readonly revision_number?: number;
}

export const ports: Kind<PortRow> = {
  path: 'ports',
  one: 'port',
  many: 'ports',
  noun: 'nounPort',
  list: 'portreeve port list',
  alsoKnownAs: (port) => [
    `tap${port.id.slice(0, 11)}`,
    port.mac_address,
    ...port.fixed_ips.map((fixed) => fixed.ip_address),
    ...(port.device_id ? [port.device_id] : []),
  ],
};
