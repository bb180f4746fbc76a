import { Fragment, type ReactNode } from 'react';
import type { PageKey } from '../words/page-words.ts';
import { useSay } from './language.tsx';

/** No text that people write has these. */
const [open, close] = ['\u0002', '\u0003'];
const marked = new RegExp(`(${open}\\w+${close})`);

/**
 * A sentence whose placeholders are filled with elements: a name in bold, a link. The sentence stays whole in the
 * catalogue, so that each language puts them where it needs them.
 */
export function Rich({
  say: key,
  count,
  ...parts
}: { readonly say: PageKey; readonly count?: number } & { readonly [name: string]: ReactNode }) {
  const say = useSay();
  return filled((marks) => say(key, { ...marks, ...(count !== undefined && { count }) }), parts);
}

/** The same for words of any chapter: `sentence` is given a mark for each part, and says the sentence with them. */
export function filled(
  sentence: (marks: Readonly<Record<string, string>>) => string,
  parts: Readonly<Record<string, ReactNode>>,
): ReactNode {
  const text = sentence(Object.fromEntries(Object.keys(parts).map((name) => [name, `${open}${name}${close}`])));
  return text.split(marked).map((piece, index) => (
    // The pieces of a sentence have no other name than their place.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={index}>{piece.startsWith(open) ? parts[piece.slice(1, -1)] : piece}</Fragment>
  ));
}
