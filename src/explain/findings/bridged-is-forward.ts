import type { HostFinding } from './finding.ts';
import { type FamilyView, refOf } from './host-view.ts';

/** What passes between two ports of a bridge passes FORWARD, and neither INPUT nor OUTPUT: where the groups' rules are. */
export function bridgedIsForward(view: FamilyView): readonly HostFinding[] {
  const [port] = view.ports;
  if (!port) return [];
  const rules = [port.toPort, port.fromPort].flatMap((rule) => (rule ? [refOf(rule)] : []));
  return [
    {
      code: 'BRIDGED_IS_FORWARD',
      family: view.family,
      certainty: 'sure',
      rules,
      values: { device: port.device, chain: rules[0]?.chain ?? '' },
      proofs: [],
    },
  ];
}
