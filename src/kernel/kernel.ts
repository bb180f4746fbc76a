import type { Family } from '../netfilter/index.ts';

export type Backend = 'iptables-nft' | 'iptables-legacy' | 'memory';

/**
 * Packet filter, sets and connections of one host. Scripts and dumps are texts in the formats of the programs
 * themselves. Writes of one kind (rules of a family, sets, bridge rules) wait for each other, so a caller may start
 * both families at once.
 *
 * Every call may throw PROGRAM_MISSING, NO_PERMISSION and PROGRAM_FAILED besides what it names.
 */
export interface Kernel {
  readonly backend: Backend;
  /** Version line of the program, for status and bug reports. */
  readonly version: string;
  /** What the kernel can filter: one without IPv6 has only "ipv4". */
  readonly families: readonly Family[];

  /**
   * `iptables-save -c` of all tables in use, or of those of them that are named; "" for a family that the kernel lacks. A
   * single name is asked of the kernel: TABLE_MISSING if it has none such.
   */
  save(family: Family, tables?: readonly string[]): Promise<string>;
  /**
   * One `iptables-restore --noflush`. A table is all or nothing; a later table that is refused leaves the earlier ones.
   * Chunks may end anywhere in a line; a counter before a rule (`[7:700] -A ...`) is kept. Throws RESTORE_REJECTED with
   * `details` {family, lineNumber, line, reason, committedLines}, TABLE_MISSING, FAMILY_MISSING, or LOCK_BUSY after waiting
   * and retrying.
   *
   * In a user namespace iptables-nft cannot send more than some hundred lines at once: a longer script is committed in parts,
   * in its order. So fill chains before the rule that jumps to them; `committedLines` tells how far a refused one came.
   */
  restore(family: Family, script: Iterable<string>): Promise<void>;
  /** `iptables -L` of a table, as people know it; `numeric` asks no name server. */
  list(family: Family, table: string, options?: { readonly numeric?: boolean }): Promise<string>;

  /** `ipset save` of all sets, or of one; "" if there is none of that name. */
  saveSets(name?: string): Promise<string>;
  /**
   * One `ipset restore -exist`. Throws SET_RESTORE_REJECTED with `details` {lineNumber, line, reason}; lines before the
   * refused one stay done.
   */
  restoreSets(script: Iterable<string>): Promise<void>;

  /**
   * `conntrack -D` with each of these filters ("-f", "ipv4", "-d", "10.0.0.5", "-w", "4097"); gives how many entries went.
   * All filters are tried before the first failure is thrown.
   */
  deleteConnections(filters: readonly (readonly string[])[]): Promise<number>;

  /** `ebtables-save`; all tables, of which only nat is of interest. */
  saveBridge(): Promise<string>;
  /**
   * Commands for ebtables without `-t nat` ("-N", "neutronMAC-tap...", "-P", "DROP"), in order. Committed at once where
   * the program can (ebtables-nft, in parts if they are very many), else one by one. Throws EBTABLES_REJECTED with
   * `details` {command, reason}.
   */
  bridge(commands: readonly (readonly string[])[]): Promise<void>;

  /** Value of a sysctl ("net.bridge.bridge-nf-call-iptables"); undefined if the kernel has none of that name. */
  readSysctl(name: string): Promise<string | undefined>;
  /** Throws SYSCTL_UNWRITABLE. */
  writeSysctl(name: string, value: string): Promise<void>;
}
