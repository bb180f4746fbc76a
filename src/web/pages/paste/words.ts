import { pastePageWords } from '../../words/pages/paste.ts';
import { chapterWords } from '../../language/chapter-words.ts';

export const usePasteWords = chapterWords({ paste: pastePageWords });
export type PasteWords = ReturnType<typeof usePasteWords>;
