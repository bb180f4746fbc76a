/** Values that somebody waits for by a key. */
export class Expectations<V> {
  readonly #waiting = new Map<string, (value: V | undefined) => void>();

  /** The value, or undefined after the time, or when whoever asked goes away. Waits from the moment of the call. */
  wait(key: string, timeoutMs: number, signal: AbortSignal): Promise<V | undefined> {
    return new Promise((resolve) => {
      const finish = (value: V | undefined) => {
        this.#waiting.delete(key);
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        resolve(value);
      };
      const giveUp = () => finish(undefined);
      const timer = setTimeout(giveUp, timeoutMs);
      signal.addEventListener('abort', giveUp);
      this.#waiting.set(key, finish);
    });
  }

  /** Whether somebody waited for it. */
  fulfil(key: string, value: V): boolean {
    const finish = this.#waiting.get(key);
    finish?.(value);
    return finish !== undefined;
  }
}
