import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const kernelErrors = errorChapter({}, {});

export const kernelWords = chapter({}, {});
