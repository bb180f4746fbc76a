import { useEffect, useState } from 'react';

/** The value, once it has been the same for so long. */
export function useDebounced<V>(value: V, ms: number): V {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => settle(value), ms);
    return () => window.clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
