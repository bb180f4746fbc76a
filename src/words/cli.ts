import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const cliErrors = errorChapter({}, {});

export const cliWords = chapter({}, {});
