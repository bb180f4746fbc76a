/** What this browser keeps for us between visits; undefined also where it keeps nothing (private windows, policies). */
export function kept(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It is chosen anew at the next visit.
  }
}
