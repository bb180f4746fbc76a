/** What is pressed, as bindings name it: "n", "?", "g s", "Escape". */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** How long the first key of two waits for the second one. */
const pairMs = 1200;

/**
 * Makes names of key presses: `g` followed by another key is one name. Undefined while it is not known yet, and for what
 * belongs to the browser.
 */
export function createKeyReader(): (press: KeyPress, now: number) => string | undefined {
  let first: number | undefined;
  return ({ key, ctrlKey, metaKey, altKey }, now) => {
    if (ctrlKey || metaKey || altKey || key === 'Shift') return undefined;
    const isSecond = first !== undefined && now - first <= pairMs;
    first = undefined;
    if (isSecond) return `g ${key}`;
    if (key !== 'g') return key;
    first = now;
    return undefined;
  };
}
