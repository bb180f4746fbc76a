import type { VerbEntry } from './verb.ts';

/**
 * Every verb, with the words that call it. A file is loaded when its verb is called (or the help lists it), so that
 * starting stays quick however many there are.
 */
export const verbs: readonly VerbEntry[] = [{ words: ['version'], load: () => import('./verbs/version.ts') }];
