import Table from 'cli-table3';

/** A table without lines, two blanks between columns; wide characters count as the two columns that they take. */
export function table(
  head: readonly string[] | undefined,
  rows: readonly (readonly string[])[],
  alignment: readonly ('left' | 'right')[],
): string {
  const drawn = new Table({
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] },
    colAligns: [...alignment],
    ...(head ? { head: [...head] } : {}),
  });
  drawn.push(...rows.map((row) => [...row]));
  return `${drawn.toString().replaceAll(/ +$/gm, '')}\n`;
}

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
