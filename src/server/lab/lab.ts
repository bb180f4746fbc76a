/** The lab that a server is part of: instances can be started in it, and packets sent between them. */
export interface Lab {
  status(): Promise<LabStatus>;
  /** Resolves once the instance runs behind its filters. */
  launch(wish: LabWish): Promise<LaunchedInstance>;
  delete(name: string): Promise<void>;
  /** `service`: "tcp/22", "udp/53", "icmp". */
  probe(from: string, to: string, service: string): Promise<LabProbe>;
}

export interface LabStatus {
  /** Why nothing is real; null: it is. */
  readonly simulated: string | null;
  readonly hosts: readonly string[];
  readonly images: readonly LabImage[];
  readonly instances: readonly LabInstance[];
}

export interface LabImage {
  readonly name: string;
  /** The TCP port at which it answers; null: it answers at none. */
  readonly port: number | null;
}

/** What is to be started; what is left out is chosen by the lab. */
export interface LabWish {
  readonly name: string;
  readonly image?: string;
  /** Names or ids. */
  readonly network?: string;
  readonly security_groups?: readonly string[];
  readonly host?: string;
  readonly fixed_ip?: string;
}

export interface LabInstance {
  readonly name: string;
  readonly image: string;
  readonly host: string;
  readonly port_id: string;
  readonly tap: string;
  readonly mac_address: string;
  readonly fixed_ips: readonly string[];
  readonly network_id: string;
  /** Names. */
  readonly security_groups: readonly string[];
}

export interface LaunchedInstance extends LabInstance {
  /** Names of the dumps of its host that were kept just before and just after. */
  readonly dumps: { readonly before: string; readonly after: string };
}

export interface LabProbe {
  readonly verdict: 'allowed' | 'dropped';
  /** A packet went over the wire, or rules were walked through in memory. */
  readonly how: 'sent' | 'evaluated';
  readonly from: LabProbeEnd;
  readonly to: LabProbeEnd;
  /** Packets of the question: one that is lost on a busy machine is sent again. */
  readonly sent: number;
  /** Rules whose counters it moved, on the host of each end. */
  readonly moved: readonly {
    readonly host: string;
    readonly rules: readonly {
      readonly table: string;
      readonly chain: string;
      /** From 1. */
      readonly index: number;
      readonly packets: number;
      readonly text: string;
    }[];
  }[];
}

export interface LabProbeEnd {
  readonly name: string;
  readonly host: string;
  readonly address: string;
}
