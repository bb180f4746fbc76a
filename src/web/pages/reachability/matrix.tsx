import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { matrixCells } from '../../api/reachability.ts';
import type { CellAnswer, MatrixGroup } from '../../asking/reach-answers.ts';
import { CellLetter, cellWords } from './cell-mark.tsx';
import classes from './matrix.module.css';
import { useReachWords } from './words.ts';

/** Up to so many groups cells have room for what they let through; of more there is a letter in each. */
const mostInWords = 9;
const inWords = { cell: 118, row: 46, head: 40 };
const inLetters = { cell: 34, row: 34, head: 130 };
const headWidth = 190;
/** Cells are asked for in blocks: what is scrolled by a little is there already. */
const block = 24;

/**
 * Groups by groups. Only what is in sight is in the document, and only that is worked out. Arrow keys go from cell to cell;
 * Enter opens one.
 */
export function Matrix({
  groups,
  version,
  chosen,
  onChoose,
}: {
  readonly groups: readonly MatrixGroup[];
  readonly version: number;
  readonly chosen: readonly [from: string, to: string] | undefined;
  readonly onChoose: (from: string, to: string) => void;
}) {
  const words = useReachWords();
  const frame = useRef<HTMLDivElement>(null);
  const isInWords = groups.length <= mostInWords;
  const [width, setWidth] = useState(0);
  const { cell: narrowest, row: rowHeight, head: headHeight } = isInWords ? inWords : inLetters;
  const cellWidth = isInWords ? Math.max(narrowest, Math.floor((width - headWidth) / groups.length)) : narrowest;
  const [active, setActive] = useState<readonly [row: number, column: number]>([0, 0]);
  const id = useId();
  const rows = useVirtualizer({
    count: groups.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    scrollPaddingStart: headHeight,
    overscan: 6,
  });
  const columns = useVirtualizer({
    horizontal: true,
    count: groups.length,
    getScrollElement: () => frame.current,
    estimateSize: () => cellWidth,
    scrollPaddingStart: headWidth,
    overscan: 6,
  });
  useLayoutEffect(() => {
    const { current } = frame;
    if (current === null) return;
    const watch = new ResizeObserver(() => setWidth(current.clientWidth));
    watch.observe(current);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    rows.measure();
    columns.measure();
  }, [rows, columns, cellWidth, rowHeight]);
  const [rowItems, columnItems] = [rows.getVirtualItems(), columns.getVirtualItems()];
  const cells = useCells(groups, version, rangeOf(rowItems), rangeOf(columnItems));

  const go = (event: KeyboardEvent) => {
    const [row, column] = active;
    const [from, to] = [groups[row], groups[column]];
    if (event.key === 'Enter' && from && to) onChoose(from.id, to.id);
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const edge = { Home: [row, 0], End: [row, groups.length - 1] }[event.key];
    if (step === undefined && edge === undefined) return;
    event.preventDefault();
    const limit = (index: number) => Math.max(0, Math.min(groups.length - 1, index));
    const [nextRow = 0, nextColumn = 0] = edge ?? [row + (step?.[0] ?? 0), column + (step?.[1] ?? 0)];
    const next = [limit(nextRow), limit(nextColumn)] as const;
    rows.scrollToIndex(next[0], { align: 'auto' });
    columns.scrollToIndex(next[1], { align: 'auto' });
    setActive(next);
  };

  return (
    <div
      ref={frame}
      className={classes['frame']}
      role="grid"
      aria-label={words('reach.matrix')}
      aria-rowcount={groups.length + 1}
      aria-colcount={groups.length + 1}
      tabIndex={0}
      aria-activedescendant={`${id}-${active.join('-')}`}
      onKeyDown={go}
    >
      <div
        className={classes['all']}
        role="presentation"
        style={{ width: headWidth + columns.getTotalSize(), height: headHeight + rows.getTotalSize() }}
      >
        <div
          className={classes['top']}
          role="row"
          aria-rowindex={1}
          style={{ width: headWidth + columns.getTotalSize(), height: headHeight }}
        >
          <div className={classes['corner']} role="columnheader" style={{ width: headWidth, height: headHeight }}>
            <span>{words('reach.corner')}</span>
          </div>
          {columnItems.map(({ index, start }) => {
            const group = groups[index];
            return group === undefined ? null : (
              <div
                key={group.id}
                className={classes['columnHead']}
                role="columnheader"
                aria-colindex={index + 2}
                data-turned={!isInWords || undefined}
                title={group.name}
                style={{ left: headWidth + start, width: cellWidth, height: headHeight }}
              >
                <span>{group.name}</span>
              </div>
            );
          })}
        </div>
        {rowItems.map(({ index: row, start: top }) => {
          const from = groups[row];
          return from === undefined ? null : (
            <div
              key={from.id}
              className={classes['row']}
              role="row"
              aria-rowindex={row + 2}
              style={{ top: headHeight + top, height: rowHeight, width: headWidth + columns.getTotalSize() }}
            >
              <div className={classes['rowHead']} role="rowheader" title={from.name} style={{ width: headWidth }}>
                <span className={classes['name']}>{from.name}</span>
                <span className={classes['members']} title={words('reach.members', { count: from.members })}>
                  {from.members}
                </span>
              </div>
              {columnItems.map(({ index: column, start: left }) => {
                const to = groups[column];
                if (to === undefined) return null;
                const cell = cells(row, column);
                const isHere = chosen?.[0] === from.id && chosen[1] === to.id;
                const isActive = row === active[0] && column === active[1];
                return (
                  // Keys are heard by the grid, which has the focus: a cell comes and goes as it is scrolled.
                  <div
                    key={to.id}
                    id={`${id}-${row}-${column}`}
                    className={classes['cell']}
                    role="gridcell"
                    aria-colindex={column + 2}
                    aria-selected={isHere}
                    data-active={isActive || undefined}
                    title={cell && labelOf(from, to, cell)}
                    style={{ left: headWidth + left, width: cellWidth, height: rowHeight }}
                    onClick={() => {
                      setActive([row, column]);
                      onChoose(from.id, to.id);
                    }}
                  >
                    {cell !== undefined && <span className={classes['hidden']}>{labelOf(from, to, cell)}</span>}
                    {cell !== undefined && <CellLetter kind={cell.kind} isPartial={cell.isPartial} />}
                    {cell !== undefined && isInWords && cell.services.length > 0 && (
                      <span className={classes['services']} aria-hidden>
                        {cellWords(cell, words)}
                      </span>
                    )}
                  </div>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );

  function labelOf(from: MatrixGroup, to: MatrixGroup, cell: CellAnswer): string {
    const what = cellWords(cell, words);
    return words(cell.isPartial ? 'reach.cellPartial' : 'reach.cell', { from: from.name, to: to.name, what });
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Rounded to blocks. */
function rangeOf(items: readonly { readonly index: number }[]): Range {
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? -1];
  return { start: Math.floor(first / block) * block, end: (Math.floor(last / block) + 1) * block };
}

/** The cells in sight; what was there stays while those of another place, or of a later time, are worked out. */
function useCells(groups: readonly MatrixGroup[], version: number, rows: Range, columns: Range) {
  const client = useQueryClient();
  const from = groups.slice(rows.start, rows.end).map(({ id }) => id);
  const to = groups.slice(columns.start, columns.end).map(({ id }) => id);
  const { data } = useQuery({
    ...matrixCells(client, { version, from, to }),
    enabled: from.length > 0 && to.length > 0,
  });
  const known = useRef(new Map<string, CellAnswer>());
  if (data !== undefined) {
    for (const [index, cell] of data.entries()) {
      known.current.set(`${from[Math.floor(index / to.length)]} ${to[index % to.length]}`, cell);
    }
  }
  return (row: number, column: number) => known.current.get(`${groups[row]?.id} ${groups[column]?.id}`);
}
