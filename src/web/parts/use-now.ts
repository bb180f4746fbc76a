import { useEffect, useState } from 'react';

const everyMs = 10_000;

/** The time, often enough for "two minutes ago". */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), everyMs);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
