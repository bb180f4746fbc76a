import { longestLine } from './clean-lines.ts';

/** Elements that pages put around and into such a text. Those of `ipset list -o xml` are not among them. */
const tags =
  'a|abbr|article|b|blockquote|body|br|center|code|dd|div|dl|dt|em|font|h[1-6]|head|hr|html|i|img|kbd|li|ol|p|pre|s|samp|section|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul';

/** Text in double quotes, which stays, or a tag. */
const quotedOrTag = new RegExp(`"(?:[^"\\\\\\n]|\\\\.)*"|</?(?:${tags})(?:\\s[^<>]*)?/?>`, 'gi');
const entity = /&(?:#([0-9]{1,7})|#x([0-9a-f]{1,6})|(nbsp|lt|gt|amp|quot|apos|ndash|mdash|ldquo|rdquo));/gi;
const breaks = /^<(?:br|\/p|\/div|\/li|\/tr|hr)\b/i;

const named: Readonly<Record<string, string>> = {
  nbsp: ' ',
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  ndash: '–',
  mdash: '—',
  ldquo: '“',
  rdquo: '”',
};

/** Whether a text was copied as the source of a page. Tags and entities inside quotes prove nothing: comments may hold them. */
export function hasMarkup(lines: readonly string[]): boolean {
  for (const line of lines) {
    if (line.length > longestLine || (!line.includes('<') && !line.includes('&'))) continue;
    for (const [found] of line.matchAll(quotedOrTag)) if (!found.startsWith('"')) return true;
    if (/&(?:#[0-9]{1,7}|nbsp|lt|gt|amp|quot);/.test(line.replace(/"(?:[^"\\]|\\.)*"/g, ''))) return true;
  }
  return false;
}

/** The lines that a line of a page's source shows. */
export function plainOfMarkup(line: string): readonly string[] {
  if (!line.includes('<') && !line.includes('&')) return [line];
  const shown = line.replace(quotedOrTag, (found) => (found.startsWith('"') ? found : breaks.test(found) ? '\n' : ''));
  const lines = shown.split('\n').map(decoded);
  // A break at the end of a line is the end of the line.
  if (lines.length > 1 && lines.at(-1)?.trim() === '') lines.pop();
  return lines;
}

function decoded(text: string): string {
  return text.replace(entity, (all, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? all;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
