import { createHash } from 'node:crypto';
import type { PortId, SecurityGroupId } from '../../model/index.ts';
import {
  type Assertion,
  type NumberRange,
  type OpeningChange,
  type PairChange,
  type PolicyChange,
  type PolicyCloud,
  type PortSet,
  type ServiceSet,
  checkAssertions,
  comparePolicies,
  eachPort,
  firstOf,
  intersection,
  isNone,
  serviceTexts,
} from '../../policy/index.ts';
import type { PlanAssertion, PlanEnd, PlanOpening, PlanOutcome, PlanPairs, PlanWarning } from '../../wire/index.ts';

/** How many instances of an end are named, how many services of a row, and how much is told of each list. */
const mostExamples = 5;
const mostGroups = 3;
const mostServices = 20;
const mostRows = 20;
const mostHosts = 200;

/** Names of instances that whoever asks may know; the others are only counted. */
export type NameOf = (id: PortId) => PlanEnd['examples'][number] | undefined;

export interface OutcomeParts {
  readonly before: PolicyCloud;
  readonly after: PolicyCloud;
  readonly hosts: readonly string[];
  readonly assertions: readonly Assertion[];
  readonly nameOf: NameOf;
  /** What the changes are about, for who has to type it. */
  readonly subject: string;
}

/** What a change does, in the form of the API. */
export function outcomeOf({ before, after, hosts, assertions, nameOf, subject }: OutcomeParts): PlanOutcome {
  const change = comparePolicies(before, after);
  const warnings = warningsOf(change.opened, change.counts.blocked);
  const outcomes = assertionsJson(after, assertions, nameOf);
  const left = (list: readonly unknown[], most: number) => Math.max(0, list.length - most);
  return {
    newly_allowed: change.allowed.slice(0, mostRows).map((one) => pairsJson(one, nameOf, after)),
    newly_blocked: change.blocked.slice(0, mostRows).map((one) => pairsJson(one, nameOf, after)),
    opened: change.opened.slice(0, mostRows).map((one) => openingJson(one, nameOf, after)),
    closed: change.closed.slice(0, mostRows).map((one) => openingJson(one, nameOf, after)),
    counts: {
      newly_allowed: change.counts.allowed,
      newly_blocked: change.counts.blocked,
      unchanged: change.counts.unchanged,
    },
    left_off: {
      newly_allowed: left(change.allowed, mostRows),
      newly_blocked: left(change.blocked, mostRows),
      opened: left(change.opened, mostRows),
      closed: left(change.closed, mostRows),
      hosts: left(hosts, mostHosts),
    },
    fingerprint: fingerprintOf(change, outcomes),
    hosts: hosts.slice(0, mostHosts),
    warnings,
    assertions: outcomes,
    confirm: warnings.length > 0 ? subject : null,
  };
}

function pairsJson({ family, services, from, to, pairs }: PairChange, nameOf: NameOf, after: PolicyCloud): PlanPairs {
  return {
    ethertype: family === 'ipv4' ? 'IPv4' : 'IPv6',
    ...servicesJson(services),
    from: endJson(from, nameOf, after),
    to: endJson(to, nameOf, after),
    pairs,
  };
}

function openingJson({ opening, services, ports }: OpeningChange, nameOf: NameOf, after: PolicyCloud): PlanOpening {
  const { direction, prefix } = opening;
  return { direction, prefix, ...servicesJson(services), ports: endJson(ports, nameOf, after) };
}

function servicesJson(set: ServiceSet) {
  const services = serviceTexts(set);
  return { services: services.slice(0, mostServices), more_services: Math.max(0, services.length - mostServices) };
}

function endJson(ports: PortSet, nameOf: NameOf, { ports: all, groups }: PolicyCloud): PlanEnd {
  const examples = firstOf(ports, mostExamples, nameOf);
  return { count: ports.count, groups: examples.length > 0 ? groupsOf(ports, all, groups) : [], examples };
}

/** What all of them have in common; whoever may know one of them by name may know its groups. */
function groupsOf(ports: PortSet, all: PolicyCloud['ports'], groups: PolicyCloud['groups']): readonly string[] {
  let common: readonly SecurityGroupId[] | undefined;
  for (const id of eachPort(ports)) {
    const own = all.get(id)?.securityGroups ?? [];
    common = common === undefined ? own : common.filter((group) => own.includes(group));
    if (common.length === 0) return [];
  }
  const named = (common ?? []).flatMap((id) => groups.get(id)?.name || []);
  return named.slice(0, mostGroups);
}

/** All that is told and all that is left off, in an order that is always the same. */
function fingerprintOf({ allowed, blocked, opened, closed }: PolicyChange, outcomes: readonly PlanAssertion[]): string {
  const pairs = (list: readonly PairChange[]) =>
    list.map(({ family, services, from, to }) => [family, ...serviceTexts(services), from.mark, to.mark].join(' '));
  const openings = (list: readonly OpeningChange[]) =>
    list.map(({ opening, services, ports }) =>
      [...Object.values(opening), ...serviceTexts(services), ports.mark].join(' '),
    );
  const all = [
    pairs(allowed).sort(),
    pairs(blocked).sort(),
    openings(opened).sort(),
    openings(closed).sort(),
    outcomes,
  ];
  return createHash('sha256').update(JSON.stringify(all)).digest('base64url');
}

/** Services that mostly are for few: remote shells and desktops, databases, and what manages machines. */
const sensitive: readonly NumberRange[] = [
  22, 23, 445, 1433, 1521, 2375, 2379, 3306, 3389, 5432, 5900, 5984, 6379, 6443, 8086, 9042, 9200, 10_250, 11_211,
  27_017,
].map((port) => [port, port]);
const sensitiveServices: ServiceSet = { rest: false, by: new Map([[6, sensitive]]) };

function warningsOf(opened: readonly OpeningChange[], blocked: number): readonly PlanWarning[] {
  const toAny = opened.filter(({ opening, services }) => {
    const isWide = opening.direction === 'ingress' && opening.prefix.endsWith('/0');
    return isWide && !isNone(intersection(services, sensitiveServices));
  });
  const services = [...new Set(toAny.flatMap((one) => serviceTexts(one.services)))].slice(0, mostServices);
  return [
    ...(services.length > 0 ? [{ code: 'openToAny', services } as const] : []),
    ...(blocked > 0 ? [{ code: 'blocks', pairs: blocked } as const] : []),
  ];
}

/** How assertions fare, with names that whoever asks may know. */
export function assertionsJson(
  after: PolicyCloud,
  assertions: readonly Assertion[],
  nameOf: NameOf,
): readonly PlanAssertion[] {
  const said = (end: string) => nameOf(end as PortId)?.name || end;
  return checkAssertions(after, assertions).map((outcome, index) => {
    const text = assertions[index]?.text ?? '';
    switch (outcome.kind) {
      case 'holds':
        return { text, outcome: 'holds', about: null };
      case 'nobody':
        return { text, outcome: 'nobody', about: outcome.name };
      case 'fails':
        return { text, outcome: 'fails', about: `${said(outcome.from)} → ${said(outcome.to)}` };
    }
  });
}
