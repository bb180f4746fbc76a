import type { AddressGroupId, SecurityGroupId, SecurityGroupRuleId } from './ids.ts';

export interface SecurityGroup {
  readonly id: SecurityGroupId;
  readonly name: string;
  readonly stateful: boolean;
  /** In the API's order, which the layout keeps. */
  readonly rules: readonly SecurityGroupRule[];
}

export type Direction = 'ingress' | 'egress';
export type Ethertype = 'IPv4' | 'IPv6';

export interface SecurityGroupRule {
  readonly id: SecurityGroupRuleId;
  readonly direction: Direction;
  readonly ethertype: Ethertype;
  /** Name or number as text, as the API has it; null: any. */
  readonly protocol: string | null;
  /** For the ICMPs the type; null: any. */
  readonly portRangeMin: number | null;
  /** For the ICMPs the code; null: any. */
  readonly portRangeMax: number | null;
  readonly remote: Remote;
}

/** Who is on the other side. A prefix stays as it was given: the layout passes it on unmasked. */
export type Remote =
  | { readonly kind: 'any' }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'group'; readonly id: SecurityGroupId }
  | { readonly kind: 'addressGroup'; readonly id: AddressGroupId };

export interface AddressGroup {
  readonly id: AddressGroupId;
  readonly name: string;
  readonly addresses: readonly string[];
}
