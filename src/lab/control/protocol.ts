import type { Image } from '../images.ts';
import type { ProbeRequest, ProbeResult } from '../probe.ts';

/** What a running lab can be asked, one JSON line each way over its control socket. */
export interface ControlVerbs {
  /** Answers when the lab is up, or with the reason why it did not come up. */
  ready: { ask: object; answer: LabStatus };
  status: { ask: object; answer: LabStatus };
  launch: { ask: LaunchRequest; answer: LaunchedInstance };
  instance: { ask: { readonly name: string }; answer: InstanceStatus };
  delete: { ask: { readonly name: string }; answer: object };
  probe: { ask: ProbeRequest; answer: ProbeResult };
  /** Packets of one instance at the hooks of its host while two others exchange pings. */
  hooks: { ask: HooksRequest; answer: HookCounts };
  /** `iptables -L` of a host. */
  listing: { ask: { readonly host: string }; answer: { readonly text: string } };
  /** `iptables-save -c` of a host, table filter. */
  dump: { ask: { readonly host: string }; answer: { readonly text: string } };
  down: { ask: object; answer: object };
}

export type ControlVerb = keyof ControlVerbs;

export interface LaunchRequest {
  readonly name: string;
  /** Names or ids; none: the project's default group. */
  readonly groups: readonly string[];
  /** None: the host with the fewest instances, the last of several. */
  readonly host?: string;
  /** Name or id; none: the lab's own network. */
  readonly network?: string;
  /** None: one that is free. */
  readonly address?: string;
  /** What runs in it; none: nothing. */
  readonly image?: string;
  /** The port's id and MAC, if they are to be certain ones. */
  readonly identity?: { readonly id: string; readonly mac: string };
}

export interface HooksRequest {
  /** An instance or a host, and where it pings to: an instance or an address between the hosts. */
  readonly from: string;
  readonly to: string;
  readonly pings: number;
  /** Whose address is counted, and on which host. */
  readonly address: string;
  readonly host: string;
}

export interface HookCounts {
  readonly answered: number;
  readonly input: number;
  readonly forward: number;
  readonly output: number;
}

export interface LabStatus {
  readonly simulated: string | null;
  readonly profile: string;
  readonly backend: string;
  readonly article: boolean;

  /** Where the hosts find the control plane. */
  readonly controlPlane: string;
  readonly hosts: readonly HostStatus[];
  readonly instances: readonly InstanceStatus[];
}

export interface HostStatus {
  readonly name: string;
  readonly address: string;
  readonly agent: 'up' | 'down';
}

export interface InstanceStatus {
  readonly name: string;
  readonly host: string;
  readonly portId: string;
  readonly tap: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly networkId: string;
  /** Names of its groups. */
  readonly groups: readonly string[];
  readonly image: Image;
}

/** An instance that was just started, and the names under which the dumps of its host are kept. */
export interface LaunchedInstance extends InstanceStatus {
  readonly dumps: { readonly before: string; readonly after: string };
}
