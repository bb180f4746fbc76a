import { type FoundFix, shownFix } from '../../ask/index.ts';
import type { Exposure, SuggestedFix } from '../../explain/index.ts';
import type { BoundPort } from '../../model/index.ts';
import type { Language } from '../../words/index.ts';
import type { NewRule } from '../api/security-groups.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** One change that lets a packet through, as the API takes it. */
export type Change =
  | { readonly kind: 'addRule'; readonly group: Named; readonly rule: NewRule; readonly remote: Named | null }
  | {
      readonly kind: 'addGroup';
      readonly port: Named;
      readonly group: Named;
      /** Groups of the port with it. */
      readonly groups: readonly string[];
    }
  | {
      readonly kind: 'allowPair';
      readonly port: Named;
      readonly address: string;
      /** Pairs of the port with it. */
      readonly pairs: readonly { readonly ip_address: string; readonly mac_address?: string }[];
    };

export interface FixAnswer {
  /** Name of the end that refuses the packet; where both do, each needs one. */
  readonly at: string;
  readonly change: Change;
  /** The same on a command line. */
  readonly command: string;
  /** What else it opens. */
  readonly effect: string;
  readonly exposure: Exposure;
}

export function fixAnswer(found: FoundFix, language: Language): FixAnswer {
  const { at, command, effect, exposure } = shownFix(found, language);
  return { at, change: changeOf(found), command, effect, exposure };
}

function changeOf({ fix: { fix }, cloud, names }: FoundFix): Change {
  const group = (id: string): Named => ({
    id,
    name: [...cloud.groups.values()].find((one) => one.id === id)?.name ?? names.group(id),
  });
  const portOf = (id: string) => [...cloud.ports.values()].find((one) => one.id === id);
  const port = (id: string): Named => {
    const found = portOf(id);
    return { id, name: found ? names.port(found) : id };
  };
  switch (fix.kind) {
    case 'addRule': {
      const { remote } = fix.rule;
      return {
        kind: 'addRule',
        group: group(fix.group),
        rule: ruleOf(fix),
        remote: remote.kind === 'group' ? group(remote.id) : null,
      };
    }
    case 'addGroup':
      return {
        kind: 'addGroup',
        port: port(fix.port),
        group: group(fix.group),
        groups: [...(portOf(fix.port)?.securityGroups ?? []), fix.group],
      };
    case 'allowPair':
      return { kind: 'allowPair', port: port(fix.port), address: fix.address, pairs: pairsWith(fix, portOf(fix.port)) };
  }
}

function pairsWith({ address, mac }: Extract<SuggestedFix['fix'], { kind: 'allowPair' }>, port: BoundPort | undefined) {
  const before = (port?.allowedAddressPairs ?? []).map(({ ipAddress, macAddress }) => ({
    ip_address: ipAddress,
    ...(macAddress !== undefined && { mac_address: macAddress }),
  }));
  return [...before, { ip_address: address, ...(mac !== null && { mac_address: mac }) }];
}

function ruleOf({ group, rule }: Extract<SuggestedFix['fix'], { kind: 'addRule' }>): NewRule {
  const { direction, ethertype, protocol, portRangeMin, portRangeMax, remote } = rule;
  return {
    security_group_id: group,
    direction,
    ethertype,
    protocol,
    port_range_min: portRangeMin,
    port_range_max: portRangeMax,
    remote_ip_prefix: remote.kind === 'prefix' ? remote.prefix : null,
    remote_group_id: remote.kind === 'group' ? remote.id : null,
    remote_address_group_id: remote.kind === 'addressGroup' ? remote.id : null,
    description: '',
  };
}
