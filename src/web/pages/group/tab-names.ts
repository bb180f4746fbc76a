/** The tabs of a group as addresses name them, in their order; the first one is that of an address without any. */
export const tabNames = ['rules', 'instances', 'reach', 'iptables', 'history'] as const;

export type GroupTab = (typeof tabNames)[number];
