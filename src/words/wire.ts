import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const wireErrors = errorChapter({}, {});

export const wireWords = chapter({}, {});
