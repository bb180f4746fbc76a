import { analysisOf, answered, questionOf, type DumpedHost } from '../../ask/index.ts';
import { type MatrixAnswer, type Path, familyWord, matrix } from '../../explain/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { Context } from '../context.ts';
import type { DumpFlags } from '../dumps/dump-flags.ts';
import { openDumps } from '../dumps/dumped-host.ts';
import { exitCode } from '../exit-code.ts';
import { clean } from '../output/paint.ts';
import { doubtText } from './doubt-text.ts';
import { filesAndService } from './files-and-service.ts';
import type { QuestionFlags } from './question-flags.ts';

export interface MatrixFlags extends DumpFlags, QuestionFlags {
  readonly all: boolean;
  readonly possibly: boolean;
}

/** Addresses of one group that are written out. */
const mostAddresses = 8;

interface Answered {
  readonly family: Family;
  readonly answer: MatrixAnswer;
}

/**
 * Who reaches whom with one service. Without a path, into the ports of bridges of a host that has some, else as it
 * routes.
 */
export async function askMatrix(call: Context, given: readonly string[], flags: MatrixFlags): Promise<number> {
  const { files, service, text } = filesAndService('portreeve matrix', given);
  if (text === undefined) {
    throw new PortreeveError('ARGUMENT_MISSING', { command: 'portreeve matrix', argument: 'SERVICE' });
  }
  const host = await openDumps(call, files, flags);
  const question = questionOf(host, service, flags);
  const devices = host.layers.flatMap(({ map }) => map.ports.map(({ device }) => device));
  const path = question.path ?? (devices.length > 0 ? 'bridged' : 'routed');
  // Frames between two ports that no rule names would make everybody reach everybody.
  const isOpen = path === 'bridged' && question.from?.device === undefined && question.to?.device === undefined;
  const ports = isOpen && devices.length > 0 ? { physdevOut: devices } : {};
  const answers = question.families.map((family) => {
    const constraint = { ...question.constraint(family), ...ports };
    const sense = flags.possibly ? 'possibly' : 'surely';
    return { family, answer: answered(matrix(analysisOf([host], family), { path, constraint, sense })) };
  });
  const lines = answers.flatMap((one) => matrixText(one, path, text, call, flags.all));
  await call.output.text([...lines, ...doubtText(host, call), ''].join('\n'), {
    service: text,
    path,
    sense: flags.possibly ? 'possibly' : 'surely',
    doubts: host.doubts,
    answers: answers.map(({ family, answer: { classes, edges } }) => ({ family, classes, edges })),
  });
  return exitCodeOf(host, flags);
}

/** What is sure is not so, where rules may be missing. */
function exitCodeOf({ doubts }: DumpedHost, { possibly }: MatrixFlags): number {
  return doubts.length > 0 && !possibly ? exitCode.undetermined : exitCode.done;
}

function matrixText(
  { family, answer: { classes, edges } }: Answered,
  path: Path,
  service: string,
  { say, output }: Context,
  all: boolean,
): readonly string[] {
  const title = say('questions.matrixTitle', {
    service,
    family: familyWord(family),
    path: say(`questions.path_${path}`),
    groups: say('questions.groups', { count: classes.length }),
  });
  // The group that takes most ranges to write is the rest of the world.
  const rest = classes.length > 1 ? largest(classes) : -1;
  return [
    output.paint.strong(clean(title)),
    ...classes.flatMap(({ addresses }, number) => {
      const shown = all ? addresses : addresses.slice(0, mostAddresses);
      const more = addresses.length - shown.length;
      const list = shown.join(', ');
      const words = more > 0 ? say('questions.moreValues', { values: list, count: more }) : list;
      const to = edges.flatMap(([from, reached]) => (from === number ? [reached] : []));
      return [
        `  ${number + 1}  ${clean(number === rest && !all ? say('questions.groupRest') : words)}`,
        `     ${reachesWords(to, classes.length, say)}`,
      ];
    }),
    '',
  ];
}

function largest(classes: MatrixAnswer['classes']): number {
  return classes.reduce(
    (best, { addresses }, at) => (addresses.length > (classes[best]?.addresses.length ?? 0) ? at : best),
    0,
  );
}

function reachesWords(to: readonly number[], count: number, say: Context['say']): string {
  if (to.length === 0) return say('questions.reachesNobody');
  if (to.length === count) return say('questions.reachesAll');
  const groups = to.map((number) => say('questions.groupNumber', { number: number + 1 }));
  return say('questions.reaches', { groups: groups.join(', ') });
}
