import type { Family } from '../netfilter/index.ts';

export type Backend = 'iptables-nft' | 'iptables-legacy' | 'memory';

/**
 * Packet filter, sets and connections of one host. Scripts and dumps are texts in the formats of the programs
 * themselves; each call is one process at most, and one commit.
 */
export interface Kernel {
  readonly backend: Backend;
  /** Version line of the program, for status and bug reports. */
  readonly version: string;

  /** `iptables-save -c` of all tables, or of those named. */
  save(family: Family, tables?: readonly string[]): Promise<string>;
  /**
   * One `iptables-restore --noflush`. A table is all or nothing; a later table that is refused leaves the earlier ones.
   * Throws RESTORE_REJECTED with `details` {family, lineNumber, line, reason}; a busy lock is waited for and retried.
   */
  restore(family: Family, script: Iterable<string>): Promise<void>;

  /** `ipset save` of all sets, or of one. */
  saveSets(name?: string): Promise<string>;
  /** One `ipset restore -exist`. Throws SET_RESTORE_REJECTED. */
  restoreSets(script: Iterable<string>): Promise<void>;

  /** `conntrack -D ARGS`; gives how many entries went (0: none was there). */
  deleteConnections(args: readonly string[]): Promise<number>;

  /** `ebtables-save` of table nat. */
  saveBridge(): Promise<string>;
  /** `ebtables --concurrent ARGS`, each its own command, in order. Throws EBTABLES_REJECTED. */
  bridge(commands: readonly (readonly string[])[]): Promise<void>;

  /** Value of a sysctl ("net.bridge.bridge-nf-call-iptables"); undefined if the kernel has none of that name. */
  readSysctl(name: string): Promise<string | undefined>;
  writeSysctl(name: string, value: string): Promise<void>;
}
