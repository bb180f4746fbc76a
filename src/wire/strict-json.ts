/** Deepest nesting of a text that is taken; no API object comes near it. */
const deepest = 32;

/**
 * JSON as `JSON.parse` reads it, without what hides mistakes and attacks: a key twice in one object (which of the two
 * counts is told differently by every reader) and nesting without end. Undefined if the text is not such JSON.
 */
export function parseStrictJson(text: string): { readonly value: unknown } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isPlain(text) ? { value } : undefined;
}

/** Walks a text that is known to be JSON. Keys are compared as they read, not as they are escaped. */
function isPlain(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '{' || c === '[') {
      open.push(c === '{' ? new Set() : undefined);
      if (open.length > deepest) return false;
    } else if (c === '}' || c === ']') {
      open.pop();
    } else if (c === '"') {
      const end = endOfString(text, i);
      const keys = open.at(-1);
      if (keys && isKey(text, end)) {
        const key: unknown = JSON.parse(text.slice(i, end + 1));
        if (typeof key !== 'string' || keys.has(key)) return false;
        keys.add(key);
      }
      i = end;
    }
  }
  return true;
}

/** Index of the quote that closes the string. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

function isKey(text: string, end: number): boolean {
  let i = end + 1;
  while (text[i] === ' ' || text[i] === '\t' || text[i] === '\n' || text[i] === '\r') i++;
  return text[i] === ':';
}
