import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

/** Rows beyond those in sight: as many as a wheel goes at once. */
const overscan = 8;

/**
 * The rows of a table of any length, of which only those in sight are in the document. `row` gives a `tr` with what it is
 * given on it.
 */
export function VirtualBody<Row>({
  rows,
  idOf,
  columns,
  estimate,
  row,
  target,
}: {
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  readonly columns: number;
  /** Usual height of a row in pixels. */
  readonly estimate: (row: Row) => number;
  readonly row: (
    row: Row,
    attributes: {
      readonly ref: (element: Element | null) => void;
      readonly 'data-index': number;
      readonly 'aria-rowindex': number;
    },
  ) => ReactNode;
  /** Index of the row to go to; a new object goes there anew. */
  readonly target?: { readonly index: number } | undefined;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(0);
  // What stands above may grow or shrink with every answer.
  useLayoutEffect(() => {
    const top = Math.round((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    if (top !== offset) setOffset(top);
  });
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => {
      const one = rows[index];
      return one === undefined ? 0 : estimate(one);
    },
    overscan,
    scrollMargin: offset,
    getItemKey: (index) => {
      const one = rows[index];
      return one === undefined ? index : idOf(one);
    },
  });
  useLayoutEffect(() => {
    if (target !== undefined) virtual.scrollToIndex(target.index, { align: 'center' });
  }, [target, virtual]);
  const items = virtual.getVirtualItems();
  const above = (items[0]?.start ?? offset) - offset;
  const below = virtual.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset);
  return (
    <tbody ref={body}>
      <Space height={above} columns={columns} />
      {items.map((item) => {
        const one = rows[item.index];
        const attributes = { ref: virtual.measureElement, 'data-index': item.index, 'aria-rowindex': item.index + 2 };
        return one === undefined ? null : row(one, attributes);
      })}
      <Space height={below} columns={columns} />
    </tbody>
  );
}

/** In place of the rows that are not there. */
function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
