import { reachPageWords } from '../../words/pages/reach.ts';
import { chapterWords } from '../../language/chapter-words.ts';

export const useReachWords = chapterWords({ reach: reachPageWords });
export type ReachWords = ReturnType<typeof useReachWords>;
