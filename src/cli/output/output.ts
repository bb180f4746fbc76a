import { PortreeveError, near } from '../../model/index.ts';
import { type Language, type WordsKey, say } from '../../words/index.ts';
import type { Sink } from '../context.ts';
import { type Paint, clean, paint } from './paint.ts';

/** One column of a list, or one line of a single object. */
export interface Column<Row> {
  /** As the API names it; what `-c` takes, besides the title. */
  readonly key: string;
  readonly title: WordsKey;
  readonly text: (row: Row) => string | number;
  /** Short form for a terminal ("43e07d4f…"); the whole text goes everywhere else. */
  readonly short?: (row: Row) => string;
  /** Only with `-o wide`, or if `-c` names it. */
  readonly wide?: true;
  readonly right?: true;
}

/** How results are written. */
export type Format = 'table' | 'wide' | 'tsv' | 'json' | 'yaml';

export interface OutputOptions {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly language: Language;
  readonly format: Format;
  readonly columns: readonly string[];
  readonly quiet: boolean;
  readonly color: boolean;
}

interface ListOptions {
  /** What JSON and YAML show in place of the rows. */
  readonly data?: unknown;
  /** A line above the table, only on a terminal. */
  readonly heading?: string;
  /** Said on a terminal in place of an empty table. */
  readonly empty?: string;
}

/** Where a verb's results go: a table on a terminal, plain tab-separated lines in a pipe, or data. */
export interface Output {
  readonly format: Format;
  readonly quiet: boolean;
  readonly paint: Paint;
  /** Rows; with --quiet only their ids (the column "id", else the first), one a line. */
  list<Row>(columns: readonly Column<Row>[], rows: readonly Row[], options?: ListOptions): Promise<void>;
  /** One object, a line for each column; with --quiet only its id. */
  one<Row>(columns: readonly Column<Row>[], row: Row, options?: { readonly data?: unknown }): Promise<void>;
  /** Text that is a result by itself (a dump, a file), as it is; `data` is its form for JSON and YAML. */
  text(text: string, data?: unknown): Promise<void>;
  /** A sentence about what was done: standard error, nothing with --quiet, nothing beside JSON and YAML. */
  note(sentence: string): void;
}

export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr, format, language, quiet } = options;
  const isData = format === 'json' || format === 'yaml';

  async function writeData(data: unknown): Promise<void> {
    if (format === 'yaml') {
      const { stringify } = await import('yaml');
      stdout.write(stringify(data));
    } else {
      stdout.write(`${JSON.stringify(data, null, 2)}\n`);
    }
  }

  async function list<Row>(columns: readonly Column<Row>[], rows: readonly Row[], more: ListOptions = {}) {
    const shown = choose(columns, options);
    if (quiet) {
      for (const row of rows) stdout.write(`${idOf(columns, row)}\n`);
    } else if (isData) {
      await writeData(options.columns.length > 0 ? rows.map((row) => picked(shown, row)) : (more.data ?? rows));
    } else if (format === 'tsv') {
      for (const row of rows) stdout.write(`${shown.map((c) => clean(String(c.text(row)))).join('\t')}\n`);
    } else {
      if (more.heading !== undefined) stdout.write(`${clean(more.heading)}\n`);
      if (rows.length === 0 && more.empty !== undefined) stdout.write(`${more.empty}\n`);
      else await writeTable(shown, rows);
    }
  }

  async function writeTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Promise<void> {
    const { table } = await import('./table.ts');
    const head = columns.map((c) => say(language, c.title).toUpperCase());
    const cells = rows.map((row) => columns.map((c) => clean(cell(c, row))));
    stdout.write(
      table(
        head,
        cells,
        columns.map((c) => (c.right ? 'right' : 'left')),
      ),
    );
  }

  function cell<Row>(column: Column<Row>, row: Row): string {
    return format === 'table' && column.short ? column.short(row) : String(column.text(row));
  }

  async function one<Row>(columns: readonly Column<Row>[], row: Row, more: { readonly data?: unknown } = {}) {
    const shown = choose(columns, { ...options, format: 'wide' });
    if (quiet) stdout.write(`${idOf(columns, row)}\n`);
    else if (isData) await writeData(options.columns.length > 0 ? picked(shown, row) : (more.data ?? row));
    else if (format === 'tsv') {
      for (const c of shown) stdout.write(`${c.key}\t${clean(String(c.text(row)))}\n`);
    } else {
      const { table } = await import('./table.ts');
      stdout.write(
        table(
          undefined,
          shown.map((c) => [say(language, c.title), clean(String(c.text(row)))]),
          ['left', 'left'],
        ),
      );
    }
  }

  return {
    format,
    quiet,
    paint: paint(options.color),
    list,
    one,
    async text(text, data) {
      if (isData && data !== undefined) await writeData(data);
      else stdout.write(text);
    },
    note(sentence) {
      if (!quiet && !isData) stderr.write(`${clean(sentence)}\n`);
    },
  };
}

/** Columns that were asked for by key or by title, else those that the format shows. */
function choose<Row>(columns: readonly Column<Row>[], options: OutputOptions): readonly Column<Row>[] {
  if (options.columns.length === 0) {
    return options.format === 'wide' ? columns : columns.filter((c) => c.wide !== true);
  }
  return options.columns
    .flatMap((names) => names.split(','))
    .map((name) => {
      const found = columns.find((c) =>
        [c.key, say('en', c.title), say(options.language, c.title)].some((t) => plain(t) === plain(name)),
      );
      if (found) return found;
      const keys = columns.map((c) => c.key);
      const meant = near(name, keys);
      throw new PortreeveError('UNKNOWN_COLUMN', { column: name, columns: meant ?? keys.join(', ') });
    });
}

/** "ETHER TYPE", "ether-type" and "ether_type" ask for the same column. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]/g, '');
}

function picked<Row>(columns: readonly Column<Row>[], row: Row): Record<string, string | number> {
  return Object.fromEntries(columns.map((c) => [c.key, c.text(row)]));
}

function idOf<Row>(columns: readonly Column<Row>[], row: Row): string {
  const column = columns.find((c) => c.key === 'id') ?? columns[0];
  return column ? clean(String(column.text(row))) : '';
}
