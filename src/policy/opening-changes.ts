import type { Direction } from '../model/index.ts';
import { type Opening, openedBy, openingsOf, prefixText } from './openings.ts';
import { type Open, type PortClass, type PortSet, bothOf, markOf, noMark, portSet } from './port-set.ts';
import type { ComparedPort } from './roles.ts';
import type { ServiceSet } from './service-set.ts';
import type { Side } from './sides.ts';
import { type IpFamily, type Span, directions, traitsOf } from './traits.ts';
import type { PolicyViews } from './view.ts';

/** The same with addresses that need be no instance's: of the whole Internet, of a prefix. */
export interface OpeningChange {
  readonly opening: Opening;
  readonly services: ServiceSet;
  readonly ports: PortSet;
}

/** What ports let in from addresses, and out to them, that they did not before, and no longer do. */
export function openingChanges(ports: readonly ComparedPort[], views: PolicyViews) {
  const [opened, closed] = [new OpeningRows(views), new OpeningRows(views)];
  for (const direction of directions) {
    for (const one of openersOf(ports, direction, views)) {
      for (const [index, family] of views.families.entries()) {
        const [old, now] = [one.sides[index * 2], one.sides[index * 2 + 1]];
        if (old === undefined || now === undefined || old === now || !one.families.includes(family)) continue;
        const [was, is] = [openingsOf(old, family, views.remotes), openingsOf(now, family, views.remotes)];
        const of = (span: Span) => ({ direction, family, prefix: prefixText(span) });
        for (const [span, services] of openedBy(is, was)) opened.add(of(span), services, one);
        for (const [span, services] of openedBy(was, is)) closed.add(of(span), services, one);
      }
    }
  }
  return { opened: opened.rows(), closed: closed.rows() };
}

/** Ports whose rules of a direction are the same before, and the same after. */
interface Openers extends PortClass {
  readonly sides: readonly Side[];
  readonly families: readonly IpFamily[];
}

function openersOf(ports: readonly ComparedPort[], direction: Direction, views: PolicyViews): Iterable<Openers> {
  const out = new Map<string, Open<Openers>>();
  for (const port of ports) {
    if (!port.touched[direction]) continue;
    const sides = port.sides(direction);
    const own = views.families.filter((family) => hasFamily(port, family));
    const key = `${sides.map(({ id }) => id).join()} ${own.join()}`;
    const known: Open<Openers> = out.get(key) ?? { sides, families: own, ports: [], mark: noMark };
    out.set(key, known);
    known.ports.push(port.id);
    known.mark = bothOf(known.mark, markOf(port.id));
  }
  return out.values();
}

/** Whether the port has an address of the family, before or after. */
function hasFamily({ was, is }: ComparedPort, family: IpFamily): boolean {
  return [was, is].some((port) => traitsOf(port).addresses[family].length > 0);
}

/** Makes one of the same opening of different ports. */
class OpeningRows {
  readonly #rows = new Map<
    string,
    { readonly opening: Opening; readonly services: ServiceSet; readonly parts: Openers[] }
  >();
  readonly #views: PolicyViews;

  constructor(views: PolicyViews) {
    this.#views = views;
  }

  add(opening: Opening, services: ServiceSet, ports: Openers): void {
    const key = JSON.stringify([opening, this.#views.book.numberOf(services)]);
    const known = this.#rows.get(key);
    if (known) known.parts.push(ports);
    else this.#rows.set(key, { opening, services, parts: [ports] });
  }

  /** Most ports first, then the widest. */
  rows(): readonly OpeningChange[] {
    const rows = [...this.#rows.values()].map(({ opening, services, parts }) => ({
      opening,
      services,
      ports: portSet(parts),
    }));
    const length = ({ opening }: OpeningChange) => Number(opening.prefix.split('/')[1]);
    return rows.sort(
      (a, b) => b.ports.count - a.ports.count || length(a) - length(b) || (textOf(a) < textOf(b) ? -1 : 1),
    );
  }
}

function textOf({ opening, ports }: OpeningChange): string {
  return `${opening.direction} ${opening.prefix} ${ports.mark}`;
}
