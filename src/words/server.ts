import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const serverErrors = errorChapter({}, {});

export const serverWords = chapter({}, {});
