import { type Mark, type PortSet, bothOf, markOf, noMark, portSet } from './port-set.ts';
import type { Role } from './roles.ts';
import { type Senders, keyOf, rolesOfAll, sendersMark } from './senders.ts';
import type { ServiceSet } from './service-set.ts';
import type { IpFamily } from './traits.ts';

/** Services that some may use newly, or no longer, at others. */
export interface PairChange {
  readonly family: IpFamily;
  readonly services: ServiceSet;
  readonly from: PortSet;
  readonly to: PortSet;
  /** Ordered pairs of two different instances; fewer than all between the two ends where not each may with each. */
  readonly pairs: number;
  /** Equal for the same pairs, and for hardly any others. */
  readonly mark: string;
}

interface Row {
  readonly senders: Senders;
  readonly receivers: Role[];
  pairs: number;
}

/** Of the same services, so many rows are told one by one; more are told as one. */
const mostRows = 5;

/** Gathers who may use which services from whom, receiver by receiver, into few rows. */
export class Rows {
  readonly #byServices = new Map<ServiceSet, { readonly [family in IpFamily]: Map<string, Row> }>();

  /** Equal sets of services are one object. `pairs` may be none, where one port is all that both ends have. */
  add(family: IpFamily, services: ServiceSet, senders: Senders, receiver: Role, pairs: number): void {
    const known = this.#byServices.get(services) ?? { ipv4: new Map<string, Row>(), ipv6: new Map<string, Row>() };
    this.#byServices.set(services, known);
    const key = keyOf(senders);
    const row = known[family].get(key) ?? { senders, receivers: [], pairs: 0 };
    known[family].set(key, row);
    row.receivers.push(receiver);
    row.pairs += pairs;
  }

  /** Most pairs first. */
  all(): readonly PairChange[] {
    const out: PairChange[] = [];
    for (const [services, byFamily] of this.#byServices) {
      for (const family of ['ipv4', 'ipv6'] as const) {
        const rows = [...byFamily[family].values()].filter(({ pairs }) => pairs > 0);
        const groups = rows.length > mostRows ? [rows] : rows.map((row) => [row]);
        for (const group of groups) out.push(changeOf(family, services, group));
      }
    }
    return out.sort((a, b) => b.pairs - a.pairs || (a.mark < b.mark ? -1 : 1));
  }
}

function changeOf(family: IpFamily, services: ServiceSet, rows: readonly Row[]): PairChange {
  const receivers = new Set(rows.flatMap((row) => row.receivers));
  return {
    family,
    services,
    from: portSet(rolesOfAll(rows.map(({ senders }) => senders))),
    to: portSet([...receivers]),
    pairs: rows.reduce((sum, { pairs }) => sum + pairs, 0),
    mark: rows.reduce<Mark>((sum, row) => bothOf(sum, rowMark(row)), noMark).join('.'),
  };
}

function rowMark({ senders, receivers }: Row): Mark {
  const to = receivers.reduce<Mark>((sum, { mark }) => bothOf(sum, mark), noMark);
  return markOf(`${sendersMark(senders).join('.')} ${to.join('.')}`);
}
