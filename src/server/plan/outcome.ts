import type { PortId } from '../../model/index.ts';
import {
  type Assertion,
  type NumberRange,
  type OpeningChange,
  type PairChange,
  type PolicyCloud,
  type ServiceSet,
  checkAssertions,
  comparePolicies,
  intersection,
  isNone,
  serviceTexts,
} from '../../policy/index.ts';
import type { PlanAssertion, PlanEnd, PlanOpening, PlanOutcome, PlanPairs, PlanWarning } from '../../wire/index.ts';

/** How many instances of an end are named. */
const mostExamples = 5;

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

/** What a change does, in the form of the API. Pure. */
export function outcomeOf({ before, after, hosts, assertions, nameOf, subject }: OutcomeParts): PlanOutcome {
  const change = comparePolicies(before, after);
  const warnings = warningsOf(change.opened, change.counts.blocked);
  return {
    newly_allowed: change.allowed.map((one) => pairsJson(one, nameOf)),
    newly_blocked: change.blocked.map((one) => pairsJson(one, nameOf)),
    opened: change.opened.map((one) => openingJson(one, nameOf)),
    closed: change.closed.map((one) => openingJson(one, nameOf)),
    counts: {
      newly_allowed: change.counts.allowed,
      newly_blocked: change.counts.blocked,
      unchanged: change.counts.unchanged,
    },
    hosts,
    warnings,
    assertions: assertionsJson(after, assertions, nameOf),
    confirm: warnings.length > 0 ? subject : null,
  };
}

function pairsJson({ family, services, from, to, pairs }: PairChange, nameOf: NameOf): PlanPairs {
  return {
    ethertype: family === 'ipv4' ? 'IPv4' : 'IPv6',
    services: serviceTexts(services),
    from: endJson(from, nameOf),
    to: endJson(to, nameOf),
    pairs,
  };
}

function openingJson({ opening, services, ports }: OpeningChange, nameOf: NameOf): PlanOpening {
  const { direction, prefix } = opening;
  return { direction, prefix, services: serviceTexts(services), ports: endJson(ports, nameOf) };
}

function endJson(ports: readonly PortId[], nameOf: NameOf): PlanEnd {
  const examples: PlanEnd['examples'][number][] = [];
  for (const id of ports) {
    const named = nameOf(id);
    if (named) examples.push(named);
    if (examples.length === mostExamples) break;
  }
  return { count: ports.length, examples };
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
  const services = [...new Set(toAny.flatMap((one) => serviceTexts(one.services)))];
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
