import type { Ruleset } from '../../netfilter/index.ts';
import type { PacketBox } from './packet-box.ts';
import type { Path } from '../packet.ts';
import { type Edge, always, bottom, never } from './bdd.ts';
import { type PacketConstraint, type QuestionBox, boxOf } from './constraint.ts';
import { type FieldName, fieldNames, splitBy } from './field.ts';
import type { Model } from './model.ts';
import { type Tracked, existing, packetsOn } from './possible-packets.ts';

/** The packets that a question is about on one path. */
export interface Scope {
  readonly path: Path;
  readonly question: QuestionBox;
  /** What the walk begins with: the constraint, and devices as the path shows them. */
  readonly within: Edge;
  /** Those of them that exist. */
  readonly real: Edge;
  /** Parts of boxes that were written out before, by field and set of atoms: the same sets come again and again. */
  readonly shown: Map<string, PacketBox>;
  /** Atoms that they have in each field. */
  readonly atoms: { readonly [name in FieldName]: ReadonlySet<number> };
}

export function scopeOf(
  model: Model,
  path: Path,
  constraint: PacketConstraint,
  tracked: Tracked,
  ...rules: readonly Ruleset[]
): Scope {
  const { bdd } = model;
  const question = boxOf(model, constraint);
  const within = bdd.and(packetsOn(model, path), question.edge);
  const real = bdd.and(within, existing(model, path, tracked, rules));
  return scopeWith(model, path, question, within, real);
}

/** The same of some packets only. */
export function narrowed(model: Model, { path, question, within, real }: Scope, packets: Edge): Scope {
  return scopeWith(model, path, question, model.bdd.and(within, packets), model.bdd.and(real, packets));
}

function scopeWith(model: Model, path: Path, question: QuestionBox, within: Edge, real: Edge): Scope {
  let atoms: Scope['atoms'] | undefined;
  return {
    path,
    question,
    within,
    real,
    shown: new Map(),
    // Only what is written out needs them.
    get atoms() {
      atoms ??= atomsOf(model, real);
      return atoms;
    },
  };
}

const whole = new Map<number, ReadonlySet<number>>();

/** Atoms of a field that may have any. Made once for each size: large fields have thousands. */
function allAtoms(size: number): ReadonlySet<number> {
  let atoms = whole.get(size);
  if (!atoms) {
    // Few sizes are in use at a time.
    if (whole.size > 64) whole.clear();
    whole.set(size, (atoms = new Set(Array.from({ length: size }, (_, atom) => atom))));
  }
  return atoms;
}

function atomsOf(model: Model, edge: Edge): Scope['atoms'] {
  const { bdd } = model;
  const entries = fieldNames.map((name): [FieldName, ReadonlySet<number>] => {
    const field = model.vocabulary.fields[name];
    const alone = bdd.some(bdd.some(edge, field.base + field.bits, bottom), 0, field.base);
    if (alone === always) return [name, allAtoms(field.size)];
    const atoms = [...splitBy(bdd, field, alone)].flatMap(([rest, found]) => (rest === never ? [] : found));
    return [name, new Set(atoms)];
  });
  return Object.fromEntries(entries) as Scope['atoms'];
}
