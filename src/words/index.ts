export { type Chapter, type Language, type Params, languages } from './catalogue.ts';
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
export { type PageKey, type PageSay, createChapterSay, createPageSay } from './page-words.ts';
export { hostPageWords } from './pages/host.ts';
export { pastePageWords } from './pages/paste.ts';
export { reachPageWords } from './pages/reach.ts';
export { tracePageWords } from './pages/trace.ts';
export type { KeyOf } from './catalogue.ts';
