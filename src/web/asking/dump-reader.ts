import { type DumpedHost, askDumps, hostOf, parseQuestionService } from '../../ask/index.ts';
import { type ExplainedHost, explainHost } from '../../explain/index.ts';
import type { Language } from '../../words/index.ts';
import { type DumpAnswer, dumpAnswer } from './dump-answer.ts';
import type { DumpAsk } from './dump-ask.ts';
import { type DumpReach, dumpReach } from './dump-reach.ts';
import { journeysOf } from './journeys-of.ts';
import { type TraceAnswer, traceAnswer } from './trace-answer.ts';
import type { TraceAsk } from './trace-ask.ts';
import { createChapterSay } from '../words/page-words.ts';
import { pastePageWords } from '../words/pages/paste.ts';

const say = createChapterSay({ paste: pastePageWords });

/** Reads texts of a host and answers by them. Nobody else is asked. Throws NOTHING_READ and what the questions throw. */
export interface DumpReader {
  explain(ask: DumpAsk, language: Language): DumpAnswer;
  trace(ask: DumpAsk, question: TraceAsk, language: Language): TraceAnswer;
  reach(ask: DumpAsk, to: string, language: Language): DumpReach;
}

interface Opened {
  readonly ask: DumpAsk;
  readonly host: DumpedHost;
  readonly explained: ExplainedHost;
}

export function createDumpReader(): DumpReader {
  let last: Opened | undefined;

  function open(ask: DumpAsk, language: Language): Opened {
    if (last && isSame(last.ask, ask)) return last;
    const files = ask.texts.map(({ name, text }) => ({ path: name, text }));
    const host = hostOf(language, files, { assumeNoInterfaces: ask.assumeNoInterfaces });
    last = { ask, host, explained: explainHost(host.read, host.layers) };
    return last;
  }

  return {
    explain(ask, language) {
      const { host, explained } = open(ask, language);
      return dumpAnswer(host, explained, language);
    },
    trace(ask, question, language) {
      const { host } = open(ask, language);
      const asked = askDumps([{ name: say(language, 'paste.thisHost'), host }], {
        from: question.from.trim(),
        to: question.to.trim(),
        service: parseQuestionService(question.service.trim(), undefined),
      });
      const answer = traceAnswer(asked, journeysOf(asked, question.turn), question, language);
      return { ...answer, command: answer.command.replace('portreeve trace', 'portreeve trace --from-host FILE') };
    },
    reach(ask, to, language) {
      const { host, explained } = open(ask, language);
      return dumpReach(host, explained, to, language);
    },
  };
}

function isSame(one: DumpAsk, other: DumpAsk): boolean {
  return (
    one.assumeNoInterfaces === other.assumeNoInterfaces &&
    one.texts.length === other.texts.length &&
    one.texts.every(({ name, text }, index) => other.texts[index]?.name === name && other.texts[index]?.text === text)
  );
}
