import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const agentErrors = errorChapter({}, {});

export const agentWords = chapter({}, {});
