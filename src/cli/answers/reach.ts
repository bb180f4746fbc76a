import { analysisOf, answered, type Question, questionOf, type DumpedHost } from '../../ask/index.ts';
import {
  type ExplainedHost,
  type LettingRule,
  type Path,
  type ReachAnswer,
  type ReachGroup,
  type ReachPath,
  explainHost,
  familyWord,
  lettingWords,
  plainNames,
  reach,
} from '../../explain/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { Context } from '../context.ts';
import { exitCode } from '../exit-code.ts';
import type { DumpFlags } from '../dumps/dump-flags.ts';
import { openDumps } from '../dumps/dumped-host.ts';
import { clean } from '../output/paint.ts';
import { doubtText } from './doubt-text.ts';
import { filesAndService } from './files-and-service.ts';
import type { QuestionFlags } from './question-flags.ts';
import { regionText } from './region-text.ts';

export interface ReachFlags extends DumpFlags, QuestionFlags {
  readonly all: boolean;
}

/** Rules that let packets through which are named, and ports that are asked about where none is named. */
const mostRules = 6;
const mostPorts = 12;

/** Boxes of a set that are written out, for data and for people. */
const mostWritten = 32;
const mostShown = 9;

interface Asked {
  readonly family: Family;
  readonly question: Question;
  readonly answer: ReachAnswer;
}

/**
 * Who reaches whom. Where neither end is named, each port of the host is asked about, or the host as a whole if it has
 * none. 12 if it is open whether some packet passes, and none surely does.
 */
export async function askReach(call: Context, given: readonly string[], flags: ReachFlags): Promise<number> {
  const { files, service, text } = filesAndService('portreeve reach', given);
  const host = await openDumps(call, files, flags);
  const first = questionOf(host, service, flags);
  const devices = [...new Set(host.layers.flatMap(({ map }) => map.ports.map(({ device }) => device)))];
  const isOpen = first.from === undefined && first.to === undefined && first.path === undefined;
  const shown = isOpen ? devices.slice(0, flags.all ? devices.length : mostPorts) : [];
  const questions =
    shown.length === 0 ? [first] : shown.map((device) => questionOf(host, service, { ...flags, to: device }));
  // What is not shown need not be written out, which on a long list of rules takes longer than the walk.
  const mostBoxes = flags.all || isData(call) ? mostWritten : mostShown;
  const asked = first.families.flatMap((family) => {
    const analysis = analysisOf([host], family);
    return questions.map(
      (question): Asked => ({
        family,
        question,
        answer: answered(reach(analysis, reachQuestion(question, family, devices.length > 0, mostBoxes))),
      }),
    );
  });
  const explained = explainHost(host.read, host.layers);
  const lines = questions.flatMap((question, index) => [
    call.output.paint.strong(clean(titleOf(question, text, call))),
    ...asked
      .filter((_, at) => at % questions.length === index)
      .flatMap((one) => answerText(one, explained, host, call, flags.all)),
    '',
  ]);
  const hidden = isOpen ? devices.length - shown.length : 0;
  const notes = [
    ...(hidden > 0 ? [call.say('hosts.morePorts', { count: hidden })] : []),
    ...(flags.state === undefined ? [call.say('questions.newOnly')] : []),
    ...doubtText(host, call),
  ];
  await call.output.text([...lines, ...notes.map((note) => call.output.paint.muted(note)), ''].join('\n'), {
    service: text ?? null,
    state: flags.state ?? 'NEW',
    doubts: host.doubts,
    answers: asked.map(({ family, question, answer }) => ({
      family,
      from: question.from?.name ?? null,
      to: question.to?.name ?? null,
      paths: answer.paths,
    })),
  });
  return exitCodeOf(asked, host);
}

/** A host without ports of bridges is a router, or by itself. */
const withoutPorts: readonly Path[] = ['routed', 'localIn', 'localOut'];

function reachQuestion({ from, to, path, constraint }: Question, family: Family, hasPorts: boolean, mostBoxes: number) {
  const named = {
    ...(from?.device !== undefined && { from: from.device }),
    ...(to?.device !== undefined && { to: to.device }),
  };
  const paths = path !== undefined ? [path] : hasPorts ? undefined : withoutPorts;
  return { ...named, ...(paths && { paths }), constraint: constraint(family), mostBoxes };
}

function isData({ output: { format } }: Context): boolean {
  return format === 'json' || format === 'yaml';
}

function titleOf({ from, to }: Question, service: string | undefined, { say }: Context): string {
  const params = {
    from: from?.name ?? '',
    to: to?.name ?? '',
    service: service === undefined ? '' : say('questions.withService', { service }),
  };
  if (from && to) return say('questions.reachBoth', params);
  return say(to ? 'questions.reachTo' : from ? 'questions.reachFrom' : 'questions.reachAll', params);
}

function answerText(
  { family, answer, question }: Asked,
  explained: ExplainedHost,
  host: DumpedHost,
  call: Context,
  all: boolean,
): readonly string[] {
  const isBridgeOnly = question.to?.device !== undefined;
  return answer.paths.flatMap((path) => {
    // A host that has no ports says nothing of bridges unless it lets something over them.
    const isNothing = path.groups.every(({ possibly }) => possibly.region.boxes.length === 0);
    const { say } = call;
    const title = `  ${say('questions.familyPath', { family: familyWord(family), path: say(`questions.path_${path.path}`) })}`;
    const besides = isBridgeOnly && hostIsUnseen(explained, family) ? [`    ${say('questions.hostUnseen')}`] : [];
    if (isNothing) return [title, `    ${call.output.paint.bad('✗')} ${say('questions.reachNothing')}`, ...besides];
    return [
      title,
      ...path.groups.flatMap((group) => groupText(group, host.doubts.length > 0, call, all)),
      ...moreGroups(path, call),
      ...rulesText(path.rules, family, explained, call, all),
      ...obstaclesText(path, call),
      ...(isBridgeOnly && !isEverything(path) ? [`    ${say('questions.reachRefused')}`] : []),
      ...besides,
    ];
  });
}

/** Why packets could not be followed, each reason once. */
function obstaclesText({ obstacles }: ReachPath, { say, output }: Context): readonly string[] {
  const words = obstacles.map((obstacle) => {
    const { chain = '', rule = 0 } = 'rule' in obstacle ? obstacle.rule : {};
    return say(`questions.obstacle_${obstacle.kind}`, { chain, rule });
  });
  return [...new Set(words)].slice(0, mostRules).map((line) => `      ${output.paint.muted(clean(line))}`);
}

/** The host's own packets to its ports pass OUTPUT, where the rules of ports are not. */
function hostIsUnseen({ overlooked }: ExplainedHost, family: Family): boolean {
  return overlooked.some((finding) => finding.code === 'HOST_TRAFFIC_UNSEEN' && finding.family === family);
}

function isEverything({ groups }: ReachPath): boolean {
  return groups.some(({ possibly }) => possibly.region.boxes.some((box) => Object.keys(box).length === 0));
}

function groupText(
  { surely, possibly }: ReachGroup,
  isDoubted: boolean,
  call: Context,
  all: boolean,
): readonly string[] {
  const { say, output } = call;
  const sure = isDoubted
    ? []
    : marked(output.paint.good('✓'), regionText(surely.region, surely.example, call, { indent: '      ', all }));
  const known = new Set(isDoubted ? [] : surely.region.boxes.map((box) => JSON.stringify(box)));
  const left = possibly.region.boxes.filter((box) => !known.has(JSON.stringify(box)));
  if (left.length === 0) return sure;
  const open = regionText({ ...possibly.region, boxes: left }, possibly.example, call, { indent: '      ', all });
  const [first = '', ...others] = open;
  return [...sure, ...marked('?', [`      ${say('questions.possibly', { what: first.trimStart() })}`, ...others])];
}

/** Puts a mark before the first line. */
function marked(mark: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? `    ${mark} ${line.trimStart()}` : line));
}

function moreGroups({ groups, groupCount }: ReachPath, { say }: Context): readonly string[] {
  const more = groupCount - groups.length;
  return more > 0 ? [`    ${say('questions.moreGroups', { count: more })}`] : [];
}

/** Rules of ports' own chains say most; where there are none, all that accept. */
function rulesText(
  rules: readonly LettingRule[],
  family: Family,
  explained: ExplainedHost,
  { say, output, language }: Context,
  all: boolean,
): readonly string[] {
  const own = rules.filter(({ rule }) => isOfPort(rule, family, explained));
  const telling = own.length > 0 ? own : rules;
  const shown = all ? telling : telling.slice(0, mostRules);
  const hidden = telling.length - shown.length;
  return [
    ...shown.map(({ rule }) => {
      if (rule.rule === 0) return say('questions.byPolicy', { chain: rule.chain });
      const layer = explained.layers.findIndex(({ shown: families }) => families.has(family));
      const [what = ''] = lettingWords(explained, [{ ...rule, family, layer }], plainNames, language);
      return say('questions.byRule', { rule: rule.rule, chain: rule.chain, what });
    }),
    ...(hidden > 0 ? [say('questions.moreByRules', { count: hidden })] : []),
  ].map((line) => `      ${output.paint.muted(clean(line))}`);
}

function isOfPort({ table, chain }: LettingRule['rule'], family: Family, { layers }: ExplainedHost): boolean {
  return layers.some(({ map }) => {
    const { role } = map.chain(family, table, chain);
    return role === 'ingress' || role === 'egress';
  });
}

function exitCodeOf(asked: readonly Asked[], { doubts }: DumpedHost): number {
  const groups = asked.flatMap(({ answer }) => answer.paths.flatMap((path) => path.groups));
  const isSure = doubts.length === 0 && groups.some(({ surely }) => surely.region.boxes.length > 0);
  const isOpen = groups.some(({ possibly }) => possibly.region.boxes.length > 0);
  return isSure || !isOpen ? exitCode.done : exitCode.undetermined;
}
