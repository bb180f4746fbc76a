import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const labErrors = errorChapter({}, {});

export const labWords = chapter({}, {});
