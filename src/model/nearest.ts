/** The candidate that is the fewest typing errors away, for "did you mean"; the first of equal ones. */
export function nearest(text: string, candidates: readonly string[]): string {
  let best = candidates[0] ?? '';
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(text.slice(0, 100), candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The same, if it is near enough to have been meant: at most a third of the letters wrong, but one always may be. */
export function near(word: string, candidates: readonly string[]): string | undefined {
  const text = word.slice(0, 100);
  const best = nearest(text, candidates);
  const limit = Math.max(1, Math.floor(Math.max(text.length, best.length) / 3));
  return best !== '' && editDistance(text, best) <= limit ? best : undefined;
}

/** Letters to put in, leave out, replace, or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (beforeLast[j - 2] ?? cost) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
