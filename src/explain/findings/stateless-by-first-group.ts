import { tapName } from '../../netfilter/index.ts';
import type { HostFinding, LookedOver } from './finding.ts';
import { type FamilyView, type PlacedRule, namedPort, refOf } from './host-view.ts';

interface StatelessPort {
  readonly rule: PlacedRule;
  readonly device: string;
  readonly groups: GroupNames | undefined;
}

interface GroupNames {
  readonly first: string;
  /** Groups after the first that are stateful, as far as the first lets them. */
  readonly stateful: readonly string[];
}

/**
 * Ports that are taken out of conntrack: the layout decides it by the first group of a port alone. Each port whose other
 * groups are stateful; of ports whose groups are not told, one that stands for all.
 */
export function statelessByFirstGroup(view: FamilyView): readonly HostFinding[] {
  const own = new Set(view.ports.map(({ device }) => device));
  const ports = view.rules.flatMap((rule): StatelessPort[] => {
    const device = namedPort(rule, 'in');
    const isStateless = rule.table === 'raw' && rule.target?.kind === 'ct' && rule.target.notrack;
    // A rule that asks for a bridge as if it were a port is no port's own.
    if (!isStateless || device === undefined || !own.has(device)) return [];
    return [{ rule, device, groups: groupsOf(device, view.host) }];
  });
  const told = ports.filter(({ groups }) => groups && groups.stateful.length > 0);
  const untold = ports.filter(({ groups }) => !groups).slice(0, 1);
  return [...told, ...untold].map(({ rule, device, groups }) => ({
    code: 'STATELESS_BY_FIRST_GROUP',
    family: view.family,
    certainty: groups ? 'sure' : 'hint',
    rules: [refOf(rule)],
    values: {
      device,
      chain: rule.chain,
      rule: rule.rule,
      first: groups?.first ?? '?',
      others: groups?.stateful.join(', ') ?? '?',
    },
    proofs: [],
  }));
}

function groupsOf(device: string, { state }: LookedOver): GroupNames | undefined {
  for (const port of state?.ports.values() ?? []) {
    if (tapName(port.id) !== device) continue;
    const [first, ...others] = port.securityGroups.flatMap((id) => state?.groups.get(id) ?? []);
    return first && { first: first.name, stateful: others.filter(({ stateful }) => stateful).map(({ name }) => name) };
  }
  return undefined;
}
