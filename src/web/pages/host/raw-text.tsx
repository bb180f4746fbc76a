import { useMemo } from 'react';
import { VirtualBody } from './virtual-body.tsx';
import classes from './raw-text.module.css';

/** A dump as it is, line by line. */
export function RawText({ text, label }: { readonly text: string; readonly label: string }) {
  const lines = useMemo(
    () =>
      text
        .trimEnd()
        .split('\n')
        .map((line, index) => ({ line, number: index + 1 })),
    [text],
  );
  return (
    <table className={classes['raw']} aria-label={label} aria-rowcount={lines.length}>
      <VirtualBody
        rows={lines}
        idOf={({ number }) => String(number)}
        columns={2}
        estimate={() => 21}
        row={({ line, number }, attributes) => (
          <tr key={number} {...attributes}>
            <td className={classes['number']}>{number}</td>
            <td className={classes['line']}>
              <code>{line}</code>
            </td>
          </tr>
        )}
      />
    </table>
  );
}
