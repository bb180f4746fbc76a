export type { ApiAnswer, Api } from './api.ts';
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
  isDifferent,
} from './compare-hosts.ts';
export { expectedRules } from './expected-rules.ts';
export { takeDump, keptDump } from './fetch-dump.ts';
export type { FoundEnd } from './find-ends.ts';
export { type FoundFix, type ShownFix, fetchCloud, findFixes, foundFixes, shownFix } from './find-fixes.ts';
export { shortId, findOne, pickOne } from './find.ts';
export { type HostOnTheWay, hostOnTheWay } from './host-on-the-way.ts';
export { type HostRules, rulesOfDump } from './host-rules.ts';
export { type HostRow, type HostPort, fetchHosts, fetchHost, hostPath } from './host.ts';
export { journeyData, verdictJson } from './journey-data.ts';
export type { Kind, Named } from './kind.ts';
export { fetchNames } from './names.ts';
export { type PortRow, ports } from './port.ts';
export { type QuestionService, parseQuestionService } from './question-service.ts';
export { fetchRows, member, createRow, updateRow, deleteRow, isObject } from './rows.ts';
export { type RuleRow, rules, portsText } from './rule.ts';
export { type SecurityGroupRow, securityGroups } from './security-group.ts';
export { type Service, parseService } from './service.ts';
export { wholeNumber } from './whole-number.ts';
