import { fetchRows, member, ports, securityGroups, type Api } from '../objects/index.ts';
import {
  type Cloud,
  type CommandNames,
  type Journey,
  type JourneyQuestion,
  type RefusedEnd,
  type SuggestedFix,
  fixCommand,
  fixEffect,
  refusedAt,
  suggestFixes,
  suggestPair,
} from '../explain/index.ts';
import type { BoundPort, HostState, PortId } from '../model/index.ts';
import { parseHostState } from '../wire/index.ts';
import type { Language } from '../words/index.ts';

/** A change that would let the packet through, as it is shown. */
export interface ShownFix {
  /** Name of the end that refuses the packet; where both do, each needs one. */
  readonly at: string;
  readonly kind: SuggestedFix['fix']['kind'];
  readonly command: string;
  readonly effect: string;
  readonly exposure: SuggestedFix['exposure'];
}

/** A change that would let the packet through, with what it takes to say it and to make it. */
export interface FoundFix {
  readonly at: string;
  readonly fix: SuggestedFix;
  readonly cloud: Cloud;
  readonly names: CommandNames;
}

/** What would let a packet through that the rules of a port refuse; asks for all ports and groups, to count. */
export async function findFixes(
  api: Api,
  question: JourneyQuestion,
  journey: Journey,
  language: Language,
): Promise<readonly ShownFix[]> {
  return (await foundFixes(api, question, journey)).map((found) => shownFix(found, language));
}

export function shownFix({ at, fix, cloud, names }: FoundFix, language: Language): ShownFix {
  return {
    at,
    kind: fix.fix.kind,
    command: fixCommand(fix, cloud, names),
    effect: fixEffect(fix, cloud, names, language),
    exposure: fix.exposure,
  };
}

/** The same before it is said in a language. */
export async function foundFixes(api: Api, question: JourneyQuestion, journey: Journey): Promise<readonly FoundFix[]> {
  const refused = refusedAt(journey, question).filter(({ reason }) => isFixable(reason.code));
  if (refused.length === 0) return [];
  const cloud = await fetchCloud(api);
  const names = commandNames(cloud);
  return refused.flatMap((each) => fixesFor(each, cloud).map((fix) => ({ at: each.end.name, fix, cloud, names })));
}

const fixable: ReadonlySet<string> = new Set([
  'SECURITY_GROUP_INGRESS',
  'SECURITY_GROUP_EGRESS',
  'ADDRESS_PAIR_MISSING',
  'ANTI_SPOOFING',
]);

function isFixable(code: string): boolean {
  return fixable.has(code);
}

function fixesFor({ reason, end, other, pass, family }: RefusedEnd, cloud: Cloud): readonly SuggestedFix[] {
  const port = cloud.ports.get(end.port?.id ?? ('' as PortId));
  if (!port) return [];
  const { packet } = pass.pass;
  if (reason.code === 'ADDRESS_PAIR_MISSING' || reason.code === 'ANTI_SPOOFING') {
    return [suggestPair(port, packet.source, packet.macSource, cloud)];
  }
  const direction = reason.code === 'SECURITY_GROUP_INGRESS' ? 'ingress' : 'egress';
  const peer = other.kind === 'port' ? (cloud.ports.get(other.port?.id ?? ('' as PortId)) ?? null) : null;
  return suggestFixes({ direction, family, flow: packet, port, peer }, cloud);
}

/**
 * All ports and groups that the caller may see. Ports before groups: a group that came in between does no harm, one that a
 * port names and the list lacks is left out.
 */
export async function fetchCloud(api: Api): Promise<HostState> {
  const portRows = await fetchRows(api, ports);
  const [groupRows, { body }] = await Promise.all([
    fetchRows(api, securityGroups),
    api.request('GET', '/v2.0/address-groups'),
  ]);
  const known = new Set(groupRows.map(({ id }) => id));
  return parseHostState({
    host: 'all',
    ports: portRows.map((row) => ({ ...row, security_groups: row.security_groups.filter((id) => known.has(id)) })),
    security_groups: groupRows,
    address_groups: member(body, 'address_groups'),
  });
}

/** Names where one object has them, else ids. */
function commandNames({ ports: all, groups }: Cloud): CommandNames {
  const groupNames = countOf([...groups.values()].map(({ name }) => name));
  const portNames = countOf([...all.values()].map(({ name }) => name));
  const usable = (name: string, counts: ReadonlyMap<string, number>) => /^[^-]/.test(name) && counts.get(name) === 1;
  return {
    port: (port: BoundPort) => (usable(port.name, portNames) ? port.name : port.id),
    group: (id) => {
      const name = [...groups.values()].find((group) => group.id === id)?.name ?? '';
      return usable(name, groupNames) ? name : id;
    },
  };
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
