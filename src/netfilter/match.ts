/** What a packet must be like for a rule to apply. Prefixes are canonical, always with their length. */
export type Match =
  | { readonly kind: 'source' | 'destination'; readonly cidr: string; readonly negated: boolean }
  | { readonly kind: 'inInterface' | 'outInterface'; readonly name: string; readonly negated: boolean }
  /** As the program prints it: a name of the host's /etc/protocols, or a number. */
  | { readonly kind: 'protocol'; readonly protocol: string; readonly negated: boolean }
  | { readonly kind: 'fragment'; readonly negated: boolean }
  /** `-m tcp`, `-m udp`, ... with at most one range for each side. Other options of the module stay in `rest`, word for word. */
  | {
      readonly kind: 'ports';
      readonly module: PortModule;
      readonly source: NegatableRange | null;
      readonly destination: NegatableRange | null;
      readonly rest: string;
    }
  | {
      readonly kind: 'multiport';
      readonly side: 'source' | 'destination' | 'either';
      readonly ranges: readonly PortRange[];
      readonly negated: boolean;
    }
  /** Type null: any. Code null: any code of the type. */
  | {
      readonly kind: 'icmp';
      readonly module: 'icmp' | 'icmp6';
      readonly type: number | null;
      readonly code: number | null;
      readonly negated: boolean;
    }
  | {
      readonly kind: 'physdev';
      readonly in: NegatableName | null;
      readonly out: NegatableName | null;
      readonly isIn: Flag;
      readonly isOut: Flag;
      readonly isBridged: Flag;
    }
  /** `rest`: further options of the match (`--return-nomatch` ...), word for word. */
  | {
      readonly kind: 'set';
      readonly name: string;
      readonly flags: readonly ('src' | 'dst')[];
      readonly negated: boolean;
      readonly rest: string;
    }
  | { readonly kind: 'state'; readonly states: readonly string[]; readonly negated: boolean }
  /** `-m conntrack` with nothing but `--ctstate`; every other form is `other`. */
  | { readonly kind: 'ctstate'; readonly states: readonly string[]; readonly negated: boolean }
  /** In the letters of the dump. */
  | { readonly kind: 'mac'; readonly address: string; readonly negated: boolean }
  | { readonly kind: 'comment'; readonly text: string }
  /** A module, or a form of one, that has no kind of its own: its text after `-m MODULE `, word for word. Module "": an option without module. */
  | { readonly kind: 'other'; readonly module: string; readonly text: string };

export type PortModule = 'tcp' | 'udp' | 'udplite' | 'sctp' | 'dccp';

/** Whether an option is absent, given, or given with `!`. */
export type Flag = 'absent' | 'yes' | 'no';

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export interface NegatableRange extends PortRange {
  readonly negated: boolean;
}

export interface NegatableName {
  readonly name: string;
  readonly negated: boolean;
}
