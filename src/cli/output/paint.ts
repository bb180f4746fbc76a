import { styleText } from 'node:util';

/** Colours by meaning; without colour they give the text as it is. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly muted: (text: string) => string;
  readonly strong: (text: string) => string;
}

export function paint(color: boolean): Paint {
  const painted = (style: 'green' | 'red' | 'dim' | 'bold') => (text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  return { good: painted('green'), bad: painted('red'), muted: painted('dim'), strong: painted('bold') };
}

const escapes: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * Text of others made fit for a terminal and for a line of a table: names come from whoever may name things, and a
 * control character in one could move the cursor, or break a line in two.
 */
export function clean(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (c) => {
    return escapes[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
