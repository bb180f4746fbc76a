/** The tabs of a host as addresses name them, in their order; the first one is that of an address without any. */
export const tabNames = ['chains', 'iptables', 'sets', 'bridges', 'overlooked', 'log'] as const;

export type HostTab = (typeof tabNames)[number];
