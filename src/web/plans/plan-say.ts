import { chapterWords } from '../language/chapter-words.ts';
import { planPageWords } from '../words/pages/plan.ts';

/** Says what only the whole of a plan needs, and which is loaded with it. */
export const usePlanSay = chapterWords({ planPage: planPageWords });
