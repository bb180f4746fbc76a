import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { PageKey } from '../words/page-words.ts';
import { useKeys } from '../keyboard/keys.tsx';
import { useSay } from '../language/language.tsx';
import classes from './data-table.module.css';
import { type RowAction, RowMenu } from './row-menu.tsx';
import type { Selection } from './selection.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: PageKey;
  readonly cell: (row: Row) => ReactNode;
  /** CSS width; columns without one share what is left. The first column has all that is left in a narrow window. */
  readonly width?: string;
  /** Left out where the window is narrower than this; without it the column is always there. */
  readonly from?: 'medium' | 'wide' | 'huge';
  readonly align?: 'end';
  /** It can be sorted by this column. */
  readonly isSortable?: boolean;
}

export interface Sort {
  readonly key: string;
  readonly direction: 'asc' | 'desc';
}

export interface MoreRows {
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly load: () => void;
}

interface DataTableProps<Row> {
  /** What the table is of, for who does not see it. */
  readonly label: string;
  readonly rows: readonly Row[];
  /** The first one names the row: its link has `data-row-link`, and is what j and k go to. */
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  readonly nameOf: (row: Row) => string;
  readonly actions?: (row: Row) => readonly RowAction[];
  /** What `e` does with the row that j and k are at. */
  readonly onEdit?: (row: Row) => void;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort | undefined) => void;
  readonly more?: MoreRows;
  /** How many rows there are in all, where not all are read yet. */
  readonly total?: number | undefined;
  readonly selection?: Selection;
}

const rowHeight = 45;
/** Rows beyond those that are seen: as many as a key or a wheel goes at once. */
const overscan = 12;
/** Further rows are asked for when so many are left below. */
const askAhead = 60;

/**
 * A table of any length: only the rows in sight are in the document. What a narrow window has no room for is left out of
 * it, column by column; nothing has to be scrolled sideways.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, columns, idOf, nameOf, actions, onEdit, sort, onSort, more, total, selection } = props;
  const say = useSay();
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(0);
  const [active, setActive] = useState<number>();
  useLayoutEffect(() => {
    const top = body.current?.getBoundingClientRect().top ?? 0;
    setOffset(Math.round(top + window.scrollY));
  }, []);

  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan,
    scrollMargin: offset,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : idOf(row);
    },
  });
  const items = virtual.getVirtualItems();
  const above = (items[0]?.start ?? offset) - offset;
  const below = virtual.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset);
  const last = items.at(-1)?.index ?? -1;

  useEffect(() => {
    if (more?.hasMore === true && !more.isLoading && last >= rows.length - askAhead) more.load();
  }, [more, last, rows.length]);

  const go = (index: number) => {
    if (rows.length === 0) return;
    const next = Math.max(0, Math.min(rows.length - 1, index));
    virtual.scrollToIndex(next, { align: 'auto' });
    setActive(next);
  };
  useEffect(() => {
    if (active === undefined) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-index="${active}"]`);
    // Who has come to something in it by Tab stays there.
    if (row?.contains(document.activeElement) === true) return;
    row?.querySelector<HTMLElement>('[data-row-link]')?.focus({ preventScroll: true });
  }, [active]);
  const edited = active === undefined ? undefined : rows[active];
  useKeys({
    j: { label: 'web.keyDown', run: () => go((active ?? -1) + 1) },
    k: { label: 'web.keyUp', run: () => go((active ?? 1) - 1) },
    ...(onEdit !== undefined && { e: { label: 'web.keyEdit', run: () => edited !== undefined && onEdit(edited) } }),
  });

  return (
    <table className={classes['table']} aria-label={label} aria-rowcount={(total ?? rows.length) + 1}>
      <colgroup>
        {selection && <col className={classes['checkColumn']} />}
        {columns.map(({ key, width, from }) => (
          <col
            key={key}
            className={classes['column']}
            data-from={from}
            style={width === undefined ? {} : ({ '--width': width } as CSSProperties)}
          />
        ))}
        {actions && <col className={classes['menuColumn']} />}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {selection && (
            <th scope="col">
              <input
                type="checkbox"
                className={classes['check']}
                aria-label={say('web.selectAll')}
                checked={rows.length > 0 && selection.ids.size >= rows.length}
                ref={(box) => {
                  if (box) box.indeterminate = selection.ids.size > 0 && selection.ids.size < rows.length;
                }}
                onChange={(event) => selection.set(new Set(event.currentTarget.checked ? rows.map(idOf) : []))}
              />
            </th>
          )}
          {columns.map((column) => (
            <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} />
          ))}
          {actions && (
            <th scope="col">
              <span className={classes['hidden']}>{say('web.actions')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody ref={body}>
        <Space height={above} />
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <Row
              key={item.key}
              measure={virtual.measureElement}
              index={item.index}
              row={row}
              name={nameOf(row)}
              columns={columns}
              actions={actions}
              isSelected={selection?.ids.has(idOf(row))}
              onToggle={selection?.toggle}
              idOf={idOf}
              onActive={setActive}
            />
          );
        })}
        <Space height={below} />
      </tbody>
    </table>
  );
}

interface RowProps<T> {
  readonly measure: (element: Element | null) => void;
  readonly index: number;
  readonly row: T;
  readonly name: string;
  readonly columns: readonly Column<T>[];
  readonly actions: ((row: T) => readonly RowAction[]) | undefined;
  /** Undefined: nothing is selected in this table. */
  readonly isSelected: boolean | undefined;
  readonly onToggle: ((id: string) => void) | undefined;
  readonly idOf: (row: T) => string;
  readonly onActive: (index: number) => void;
}

/** While a list is scrolled only the rows that come into sight are drawn: the others are as they were. */
const Row = memo(DrawnRow) as typeof DrawnRow;

function DrawnRow<T>(props: RowProps<T>) {
  const { measure, index, row, name, columns, actions, isSelected, onToggle, idOf, onActive } = props;
  const say = useSay();
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      data-selected={isSelected || undefined}
      onFocus={() => onActive(index)}
    >
      {isSelected !== undefined && (
        <td>
          <input
            type="checkbox"
            className={classes['check']}
            aria-label={say('web.select', { name })}
            checked={isSelected}
            onChange={() => onToggle?.(idOf(row))}
          />
        </td>
      )}
      {columns.map((column, at) => {
        const Cell = at === 0 ? 'th' : 'td';
        return (
          <Cell key={column.key} data-from={column.from} data-align={column.align} {...(at === 0 && { scope: 'row' })}>
            {column.cell(row)}
          </Cell>
        );
      })}
      {actions && (
        <td className={classes['menuCell']}>
          <RowMenu label={say('web.actionsFor', { name })} actions={actions(row)} />
        </td>
      )}
    </tr>
  );
}

/** In place of the rows that are not there. A cell of more columns would make room for those that are left out. */
function Space({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className={classes['space']}>
      <td style={{ height }} />
    </tr>
  );
}

function HeadCell<Row>({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort | undefined) => void) | undefined;
}) {
  const say = useSay();
  const { key, title, from, align, isSortable = false } = column;
  const title_ = say(title);
  if (!isSortable || onSort === undefined) {
    return (
      <th scope="col" data-from={from} data-align={align}>
        {title_}
      </th>
    );
  }
  const direction = sort?.key === key ? sort.direction : undefined;
  const Icon = direction === undefined ? IconSelector : direction === 'asc' ? IconArrowUp : IconArrowDown;
  // Up, down, and back to the order of creation.
  const next = direction === undefined ? 'asc' : direction === 'asc' ? 'desc' : undefined;
  return (
    <th
      scope="col"
      data-from={from}
      data-align={align}
      aria-sort={direction === undefined ? 'none' : direction === 'asc' ? 'ascending' : 'descending'}
    >
      <button
        type="button"
        className={classes['sort']}
        onClick={() => onSort(next === undefined ? undefined : { key, direction: next })}
      >
        {title_}
        <Icon size={14} aria-hidden />
      </button>
    </th>
  );
}
