/** A seeded generator of numbers, the same on every machine (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A host-state file: dual-stack ports on 5 networks, in 10 groups of 10 rules each (7 for IPv4, 3 for IPv6), of which
 * two name a remote group of 200 members.
 */
export function hostStateFile(portCount: number, seed = 1) {
  const random = seeded(seed);
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  const networks = Array.from({ length: 5 }, uuid);
  const groups = Array.from({ length: 10 }, uuid);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const rule = (ethertype: string, more: object) => ({
    id: uuid(),
    direction: 'ingress',
    ethertype,
    protocol: 'tcp',
    port_range_min: null,
    port_range_max: null,
    remote_ip_prefix: null,
    remote_group_id: null,
    remote_address_group_id: null,
    ...more,
  });
  const ports = (first: number, last = first) => ({ port_range_min: first, port_range_max: last });
  return {
    host: 'Sugon04',
    ports: Array.from({ length: portCount }, (_, n) => ({
      id: uuid(),
      network_id: pick(networks),
      mac_address: `fa:16:3e:${hex(2)}:${hex(2)}:${hex(2)}`,
      fixed_ips: [
        { subnet_id: 's4', ip_address: `10.1.${n >> 8}.${n & 255}` },
        { subnet_id: 's6', ip_address: `2001:db8::${n.toString(16)}` },
      ],
      allowed_address_pairs: [],
      security_groups: [groups[n % groups.length]],
      port_security_enabled: true,
      device_owner: 'compute:nova',
      device_id: uuid(),
      admin_state_up: true,
    })),
    security_groups: groups.map((id, n) => ({
      id,
      name: `group-${n}`,
      stateful: true,
      security_group_rules: [
        rule('IPv4', { direction: 'egress', protocol: null }),
        rule('IPv6', { direction: 'egress', protocol: null }),
        rule('IPv4', { ...ports(22), remote_group_id: groups[0] }),
        rule('IPv6', { ...ports(22), remote_group_id: groups[0] }),
        rule('IPv4', ports(80)),
        rule('IPv6', ports(80)),
        rule('IPv4', { ...ports(8000 + n, 8100 + n), remote_ip_prefix: `10.${n}.0.0/16` }),
        rule('IPv4', { protocol: 'udp', ...ports(53) }),
        rule('IPv4', { protocol: 'icmp' }),
        rule('IPv4', { ...ports(5432), remote_ip_prefix: '192.0.2.0/24' }),
      ],
    })),
    members: {
      [groups[0] ?? '']: Array.from({ length: 200 }, (_, n) => ({
        ip_address: n % 2 === 0 ? `10.2.0.${n}` : `2001:db8:2::${n.toString(16)}`,
      })),
    },
  };
}
