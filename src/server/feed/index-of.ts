/** Which values a key has, each counted: it is there until it was removed as often as it was added. */
export class Index<K, V> {
  readonly #counts: Map<K, Map<V, number>>;

  /** With the same in it as another one; changing it changes nothing there. */
  constructor(from?: Index<K, V>) {
    this.#counts = new Map([...(from ? from.#counts : [])].map(([key, counts]) => [key, new Map(counts)]));
  }

  add(key: K, value: V): void {
    const counts = this.#counts.get(key) ?? new Map<V, number>();
    counts.set(value, (counts.get(value) ?? 0) + 1);
    this.#counts.set(key, counts);
  }

  remove(key: K, value: V): void {
    const counts = this.#counts.get(key);
    const count = counts?.get(value) ?? 0;
    if (counts === undefined || count === 0) return;
    if (count > 1) counts.set(value, count - 1);
    else counts.delete(value);
    if (counts.size === 0) this.#counts.delete(key);
  }

  has(key: K): boolean {
    return this.#counts.has(key);
  }

  get(key: K): Iterable<V> {
    return this.#counts.get(key)?.keys() ?? [];
  }

  keys(): Iterable<K> {
    return this.#counts.keys();
  }
}
