/** The dump without what changes by itself: counters, and remarks with the time. Equal texts are equal rules. */
export function withoutCounters(text: string): string {
  return text
    .replaceAll(/^#.*\n?/gm, '')
    .replaceAll(/^\[\d+:\d+\] (?=-A )/gm, '')
    .replaceAll(/^(:\S+ \S+) \[\d+:\d+\]$/gm, '$1');
}

/** Packets and bytes of each rule line, two figures a line; -1 where the line has none. */
export function countersIn(text: string): Float64Array {
  const figures: number[] = [];
  for (const [, packets, bytes] of text.matchAll(/^(?:\[(\d+):(\d+)\] )?-A /gm)) {
    figures.push(Number(packets ?? -1), Number(bytes ?? -1));
  }
  return Float64Array.from(figures);
}

/** Which rule line of a dump a rule is, by table and chain: programs may print chains in any order. */
export function ruleLinesIn(text: string): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, number[]>();
  let table = '';
  let line = 0;
  for (const [, named, chain] of text.matchAll(/^(?:\*(\S+)|(?:\[\d+:\d+\] )?-A (\S+))/gm)) {
    if (named !== undefined) table = named;
    if (chain === undefined) continue;
    const key = `${table} ${chain}`;
    const own = lines.get(key);
    if (own) own.push(line);
    else lines.set(key, [line]);
    line += 1;
  }
  return lines;
}
