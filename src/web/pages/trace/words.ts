import { tracePageWords } from '../../words/pages/trace.ts';
import { chapterWords } from '../../language/chapter-words.ts';

export const useTraceWords = chapterWords({ trace: tracePageWords });
export type TraceWords = ReturnType<typeof useTraceWords>;
