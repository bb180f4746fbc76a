export { type Chapter, type Language, type Params, languages } from './catalogue.ts';
export type { ErrorWords } from './errors.ts';
export { type ErrorCode, type WordsKey, errorTable, say, sayError, sentences } from './say.ts';
