export { type Chapter, type KeyOf, type Language, type Params, chapter, languages, sentencesOf } from './catalogue.ts';
export type { ErrorWords } from './errors.ts';
export {
  type ErrorCode,
  type ReasonCode,
  type WordsKey,
  errorTable,
  reasonTable,
  say,
  sayError,
  sayReason,
  sentences,
} from './say.ts';
export { joinChapters } from './join-chapters.ts';
export { createTranslator } from './translator.ts';
