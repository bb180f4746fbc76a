import type { Path } from '../../packet.ts';
import { valuesOf } from '../alphabet.ts';
import type { Analysis } from '../analysis.ts';
import { type Edge, bottom, never } from '../bdd.ts';
import type { PacketConstraint } from '../constraint.ts';
import { splitBy } from '../field.ts';
import type { Model } from '../model.ts';
import { intervalText } from '../packet-box.ts';
import { runPath } from '../path-run.ts';
import type { Tracked } from '../possible-packets.ts';
import { scopeOf } from '../scope.ts';
import type { TooLarge } from '../too-large.ts';

export interface MatrixQuestion {
  /** Number of the host in the analysis; 0 if absent. */
  readonly host?: number;
  readonly path: Path;
  /** The service: protocol, ports, and what else packets must have, such as `ctState` NEW. */
  readonly constraint: PacketConstraint;
  /** Who surely gets through, or who possibly does. */
  readonly sense: 'surely' | 'possibly';
  /** Absent: states that conntrack can give the packet. */
  readonly tracked?: Tracked;
}

export interface MatrixAnswer {
  readonly kind: 'matrix';
  /** All addresses of the family in the fewest classes in which all addresses reach, and are reached by, the same ones. */
  readonly classes: readonly AddressClass[];
  /** Numbers of classes: who reaches whom, by some packet of the service. */
  readonly edges: readonly (readonly [from: number, to: number])[];
}

export interface AddressClass {
  /** Prefixes, addresses and ranges "first-last", ascending. */
  readonly addresses: readonly string[];
}

/** Who reaches whom with a service, over all addresses: the least partition of them and the edges between its classes. */
export function matrix(analysis: Analysis, question: MatrixQuestion): MatrixAnswer | TooLarge {
  const { path, constraint, sense, tracked = 'possible' } = question;
  return analysis.ask(() => {
    const { model } = analysis;
    const walker = analysis.walker(question.host ?? 0);
    const scope = scopeOf(model, path, constraint, tracked, walker.host.rules);
    const result = runPath(walker, path, scope.within);
    const set = model.bdd.and(sense === 'surely' ? result.accept : result.mayAccept, scope.real);
    return matrixOf(model, set);
  });
}

function matrixOf(model: Model, set: Edge): MatrixAnswer {
  const { bdd, vocabulary, family } = model;
  const { source, destination } = vocabulary.fields;
  // Source stands right above destination: what is left is a function of the two.
  const pairs = bdd.some(bdd.some(set, destination.base + destination.bits, bottom), 0, source.base);
  const rows = [...splitBy(bdd, source, pairs)];
  const rowOf = new Int32Array(source.size);
  for (const [row, [, atoms]] of rows.entries()) for (const atom of atoms) rowOf[atom] = row;
  // What reaches each atom: the rows in which it is, as text.
  const columns = Array.from({ length: destination.size }, (): number[] => []);
  for (const [row, [rest]] of rows.entries()) {
    for (const [reached, atoms] of splitBy(bdd, destination, rest)) {
      if (reached === never) continue;
      for (const atom of atoms) columns[atom]?.push(row);
    }
  }
  const classes = new Map<
    string,
    { readonly row: number; readonly column: readonly number[]; readonly atoms: number[] }
  >();
  for (const [atom, column] of columns.entries()) {
    const row = rowOf[atom] ?? 0;
    const key = `${row} ${column.join()}`;
    const found = classes.get(key);
    if (found) found.atoms.push(atom);
    else classes.set(key, { row, column, atoms: [atom] });
  }
  const alphabet = vocabulary.alphabets.source;
  const all = [...classes.values()];
  return {
    kind: 'matrix',
    classes: all.map(({ atoms }) => ({
      addresses: valuesOf(alphabet, atoms).map((interval) => intervalText(interval, family)),
    })),
    edges: all.flatMap(({ row }, from) =>
      all.flatMap(({ column }, to) => (column.includes(row) ? [[from, to] as const] : [])),
    ),
  };
}
