export { type Asked, type AskedServer, askServer } from './ask-server.ts';
export { answered, analysisOf } from './dumps/analysis.ts';
export { askDumps } from './dumps/ask-dumps.ts';
export type { DumpText } from './dumps/dump-text.ts';
export { type DumpedHost, hostOf } from './dumps/dumped-host.ts';
export { oneLayer } from './dumps/one-layer.ts';
export { type PathName, type Question, endOf, questionOf } from './dumps/question.ts';
export {
  type HostDifference,
  type ChainChange,
  type SetChange,
  everything,
  compareHosts,
  compareSets,
  isDifferent,
} from './compare-hosts.ts';
export { expectedRules } from './expected-rules.ts';
export { takeDump, keptDump, liveDump } from './fetch-dump.ts';
export type { FoundEnd } from './find-ends.ts';
export { type FoundFix, type ShownFix, fetchCloud, findFixes, foundFixes, shownFix } from './find-fixes.ts';
export { type HostOnTheWay, hostOnTheWay } from './host-on-the-way.ts';
export { type HostRules, rulesOfCompiled, rulesOfDump } from './host-rules.ts';
export { journeyData, verdictJson } from './journey-data.ts';
export { type PlannedRules, plannedRules } from './planned-rules.ts';
export { type QuestionService, parseQuestionService } from './question-service.ts';
