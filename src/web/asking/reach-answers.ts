/** Groups as rows and columns, in the order of their names. */
export interface GroupsAnswer {
  /** Of what was read: cells are asked of this. */
  readonly version: number;
  readonly groups: readonly MatrixGroup[];
}

export interface MatrixGroup {
  readonly id: string;
  readonly name: string;
  /** Ports whose packets its rules judge. */
  readonly members: number;
}

export interface CellsAsk {
  readonly version: number;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** What goes from one group to another, as a matrix shows it. `nobody`: there is no pair of members. */
export type CellKind = 'all' | 'ports' | 'icmp' | 'other' | 'none' | 'nobody';

export interface CellAnswer {
  readonly kind: CellKind;
  /** "tcp/22": of both families, each once; the first few. */
  readonly services: readonly string[];
  readonly more: number;
  /** It is so for some pairs of members, and not for all. */
  readonly isPartial: boolean;
}

export interface PairAsk {
  readonly version: number;
  readonly from: string;
  readonly to: string;
}

/** A cell, looked at closely. */
export interface PairAnswer {
  readonly cell: CellAnswer;
  readonly pairs: number;
  /** All of them, IPv6 marked where it is not as in IPv4. */
  readonly services: readonly PairService[];
  readonly out: readonly PairRule[];
  readonly in: readonly PairRule[];
  /** Instances: the first members of each, and what goes from which to which. */
  readonly senders: readonly PairPort[];
  readonly receivers: readonly PairPort[];
  /** Row by row. */
  readonly cells: readonly CellAnswer[];
  /** Members that are not among them. */
  readonly moreSenders: number;
  readonly moreReceivers: number;
}

export interface PairService {
  readonly text: string;
  readonly families: readonly ('IPv4' | 'IPv6')[];
  readonly isPartial: boolean;
}

export interface PairRule {
  readonly group: string;
  readonly groupId: string;
  readonly id: string;
  /** "test: SSH from default" */
  readonly words: string;
}

export interface PairPort {
  readonly id: string;
  readonly name: string;
  readonly address: string;
}

export interface GroupReachAsk {
  readonly version: number;
  readonly group: string;
}

/** Who reaches the members of a group, and whom they reach. */
export interface GroupReachAnswer {
  readonly members: number;
  readonly in: GroupReachSide;
  readonly out: GroupReachSide;
}

export interface GroupReachSide {
  readonly groups: readonly { readonly group: MatrixGroup; readonly cell: CellAnswer }[];
  /** Addresses, whoever has them; `0.0.0.0/0` and `::/0` are everybody. */
  readonly addresses: readonly { readonly prefix: string; readonly services: readonly string[] }[];
}
