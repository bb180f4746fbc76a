import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const compilerErrors = errorChapter({}, {});

export const compilerWords = chapter({}, {});
