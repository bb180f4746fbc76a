import type { Language } from '../../words/index.ts';
import type { DumpAnswer } from './dump-answer.ts';
import type { DumpAsk } from './dump-ask.ts';
import type { DumpReach } from './dump-reach.ts';
import type { FixAnswer } from './fix-answer.ts';
import type {
  CellAnswer,
  CellsAsk,
  GroupReachAnswer,
  GroupReachAsk,
  GroupsAnswer,
  PairAnswer,
  PairAsk,
} from './reach-answers.ts';
import type { ProofAnswer, ProofAsk } from './proof.ts';
import type { TraceAnswer } from './trace-answer.ts';
import type { TraceAsk } from './trace-ask.ts';

/** What the worker is asked, and what it answers. All of it is plain data. */
export interface Jobs {
  readonly trace: { readonly ask: TraceAsk; readonly answer: TraceAnswer };
  readonly dump: { readonly ask: DumpAsk; readonly answer: DumpAnswer };
  readonly dumpTrace: { readonly ask: DumpAsk & { readonly trace: TraceAsk }; readonly answer: TraceAnswer };
  readonly dumpReach: { readonly ask: DumpAsk & { readonly to: string }; readonly answer: DumpReach };
  readonly groups: { readonly ask: null; readonly answer: GroupsAnswer };
  readonly cells: { readonly ask: CellsAsk; readonly answer: readonly CellAnswer[] };
  readonly pair: { readonly ask: PairAsk; readonly answer: PairAnswer };
  readonly groupReach: { readonly ask: GroupReachAsk; readonly answer: GroupReachAnswer };
  /** Nothing: the answer says that the worker is there. */
  readonly hello: { readonly ask: null; readonly answer: null };
  readonly proof: { readonly ask: ProofAsk; readonly answer: ProofAnswer };
  readonly prepare: { readonly ask: string; readonly answer: null };
  readonly fixes: { readonly ask: TraceAsk; readonly answer: readonly FixAnswer[] };
}

export type JobName = keyof Jobs;

/** A question with its number. */
export type JobRequest = {
  readonly [job in JobName]: {
    readonly id: number;
    readonly job: job;
    readonly ask: Jobs[job]['ask'];
    readonly language: Language;
  };
}[JobName];

/** What went wrong, in words. */
export interface JobFailure {
  readonly message: string;
  readonly hint: string;
  readonly code: string;
  /** HTTP status of the server's refusal; 0: it did not answer; undefined: it has nothing to do with it. */
  readonly status: number | undefined;
}

export type JobReply =
  /** Not the last: a better one follows. */
  | { readonly id: number; readonly answer: unknown; readonly isLast: boolean }
  | { readonly id: number; readonly failure: JobFailure };
