import { useCallback, useMemo, useState } from 'react';

/** Rows that are ticked. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly set: (ids: ReadonlySet<string>) => void;
  readonly toggle: (id: string) => void;
}

/** `there`: ids of all rows; what is gone meanwhile is not ticked any more. */
export function useSelection(there: readonly string[]): Selection {
  const [ticked, set] = useState<ReadonlySet<string>>(new Set());
  const ids = useMemo(() => {
    const known = new Set(there);
    return new Set([...ticked].filter((id) => known.has(id)));
  }, [there, ticked]);
  const toggle = useCallback((id: string) => {
    set((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  return useMemo(() => ({ ids, set, toggle }), [ids, toggle]);
}
