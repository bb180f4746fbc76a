import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const netfilterErrors = errorChapter({}, {});

export const netfilterWords = chapter({}, {});
