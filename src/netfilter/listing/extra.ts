import { quoteWord } from '../quoting.ts';
import { takeMatch } from './shapes.ts';
import { targetOptions } from './target-words.ts';

/** The extra column of one row, read. */
export interface Extra {
  readonly parts: readonly ExtraPart[];
  readonly isGoto: boolean;
  /** Of the target, as iptables-save prints them. */
  readonly targetOptions: string;
}

export type ExtraPart =
  /** `say`: as iptables-save prints it. */
  | { readonly kind: 'match'; readonly say: string; readonly isPartial: boolean; readonly unknownService?: string }
  | { readonly kind: 'comment'; readonly text: string }
  /** Words that may be a match or a piece of a comment: the program escapes nothing. */
  | { readonly kind: 'doubtful'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };

/**
 * Reads what stands behind the destination: matches in their order, comments, and what the target says of itself.
 * `target`: its name if it is an extension, null for a chain of the table or no target, which say nothing. What is
 * not understood is one unknown part to the end, for what looks like a match behind it may be part of it.
 */
export function readExtra(text: string, target: string | null): Extra {
  const parts: ExtraPart[] = [];
  let at = 0;
  let isGoto = false;
  for (;;) {
    while (text[at] === ' ') at += 1;
    if (at >= text.length) return { parts, isGoto, targetOptions: '' };
    if (at === 0 && text.startsWith('[goto]')) {
      isGoto = true;
      at = '[goto]'.length;
      continue;
    }
    const options = target === null ? undefined : targetOptions(target, text.slice(at).trimEnd());
    if (options !== undefined) return { parts, isGoto, targetOptions: options };
    if (text.startsWith('/* ', at)) {
      const end = commentEnd(text, at, target);
      if (end !== undefined) {
        addComments(text.slice(at + 3, end), parts);
        at = end + ' */'.length;
        continue;
      }
    }
    const taken = takeMatch(text, at);
    if (!taken) {
      parts.push({ kind: 'unknown', text: text.slice(at).trimEnd() });
      return { parts, isGoto, targetOptions: '' };
    }
    const { say, end, isPartial = false, unknownService } = taken;
    parts.push({ kind: 'match', say, isPartial, ...(unknownService !== undefined && { unknownService }) });
    at = end;
  }
}

/** More ends than a row has of comments; what is beyond them is text that somebody made to be hard. */
const endsTried = 16;

/**
 * Where the comment that begins at a place ends: at the last ` * /` that has only words of the target behind it, else
 * at the last of all, for a comment may hold the mark itself. Two comments in a row are parted by `addComments`.
 */
function commentEnd(text: string, at: number, target: string | null): number | undefined {
  let last: number | undefined;
  let end = text.lastIndexOf(' */');
  for (let tries = 0; end >= at + 2 && tries < endsTried; tries += 1) {
    const after = end + ' */'.length;
    if (after === text.length || text[after] === ' ') {
      const rest = text.slice(after).trim();
      if (target !== null && rest !== '' && targetOptions(target, rest) !== undefined) return end;
      if (last === undefined || (isUnderstood(rest) && !isUnderstood(text.slice(last + 3).trim()))) last = end;
    }
    end = text.lastIndexOf(' */', end - 1);
  }
  return last;
}

/** Whether a text is matches and nothing else. */
function isUnderstood(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') {
      at += 1;
      continue;
    }
    const taken = takeMatch(text, at);
    if (!taken) return false;
    at = taken.end;
  }
  return true;
}

/**
 * A text between the first opening and the last closing mark: one comment, or several with or without matches between
 * them. Matches there may as well be words of a comment, so they are doubtful.
 */
function addComments(inside: string, parts: ExtraPart[]): void {
  let start = 0;
  let from = 0;
  for (let tries = 0; tries < endsTried; tries += 1) {
    const close = inside.indexOf(' */ ', from);
    const open = close < 0 ? -1 : inside.indexOf('/* ', close + 3);
    if (open < 0) break;
    const between = inside.slice(close + 3, open).trim();
    // What is no match is part of the comment; the next mark may be its end.
    from = close + 1;
    if (!isUnderstood(between)) continue;
    parts.push({ kind: 'comment', text: inside.slice(start, close) });
    if (between !== '') parts.push({ kind: 'doubtful', text: between });
    start = open + 3;
    from = start;
  }
  parts.push({ kind: 'comment', text: inside.slice(start) });
}

/** A comment as iptables-save prints it. */
export function sayComment(text: string): string {
  return `-m comment --comment ${quoteWord(text)}`;
}
