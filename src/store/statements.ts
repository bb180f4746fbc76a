import type { QueryExecutorProvider, RawBuilder } from 'kysely';

/** A value's place in a statement, while the statement is made. */
class Slot {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

interface Statement {
  readonly sql: string;
  /** Which of the given values each parameter is. */
  readonly order: readonly number[];
}

/**
 * How many shapes are kept. A program has a few hundred; the filters of lists can be combined to any number by whoever
 * asks, and those beyond are made anew each time.
 */
const mostShapes = 1000;

/**
 * Texts of statements by their shape. To build and print one takes several times as long as to run it. The text begins
 * with a mark: connections give the rows of such statements as arrays, and keep the numbered ones prepared.
 */
export class Statements {
  readonly #known = new Map<string, Statement>();

  /**
   * The statement of this shape with these values. `build` makes it when the shape is new, from stand-ins for the
   * values in their order; what it makes may depend on nothing but the shape.
   */
  with(
    db: QueryExecutorProvider,
    shape: string,
    values: readonly unknown[],
    build: (slots: readonly unknown[]) => RawBuilder<unknown>,
  ): { readonly sql: string; readonly parameters: readonly unknown[] } {
    let statement = this.#known.get(shape);
    if (statement === undefined) {
      const slots = values.map((_, index) => new Slot(index));
      const { sql, parameters } = build(slots).compile(db);
      const order = parameters.map((parameter) => {
        if (parameter instanceof Slot) return parameter.index;
        throw new TypeError(`a value that is part of no shape: ${String(parameter)}`);
      });
      const number = this.#known.size < mostShapes ? this.#known.size + 1 : 0;
      statement = { sql: `${mark(number)}${sql}`, order };
      if (number > 0) this.#known.set(shape, statement);
    }
    return { sql: statement.sql, parameters: statement.order.map((index) => values[index]) };
  }
}

function mark(number: number): string {
  return `/*${number}*/ `;
}

/** The number in a statement's mark, 0 for one that is not worth keeping; undefined: no statement of `Statements`. */
export function numberOf(sql: string): number | undefined {
  if (!sql.startsWith('/*')) return undefined;
  return Number(sql.slice(2, sql.indexOf('*/')));
}
