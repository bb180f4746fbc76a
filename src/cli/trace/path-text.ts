import {
  type Names,
  type Pass,
  type PathLine,
  type PassJudgement,
  missWords,
  pathLines,
  ruleWords,
} from '../../explain/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';
import { padded, widest } from './widths.ts';

type Printing = Pick<Context, 'language' | 'say'> & { readonly output: Pick<Context['output'], 'paint'> };

/** A packet's way through one host, a line for each rule that counts; nearest misses among them, the rest counted. */
export function pathText(
  pass: Pass,
  judgement: PassJudgement,
  names: Names,
  call: Printing,
  options: { readonly all: boolean },
): PathText {
  const { lines, hidden } = pathLines(pass, judgement, options);
  const rows = lines.map((line) => rowOf(line, pass, names, call));
  const [placeWidth, targetWidth] = [widest(rows.map(({ place }) => place)), widest(rows.map(({ target }) => target))];
  const text = rows.map(({ place, target, note, line }) => {
    const mark = line.decides ? (judgement.verdict === 'accept' ? '✓' : '✗') : ' ';
    const words = ` ${mark} ${padded(place, placeWidth)}  ${padded(target, targetWidth)}  ${note}`.trimEnd();
    return painted(words, line, judgement, call);
  });
  const more = `   ${call.output.paint.muted(call.say('explain.hidden', { count: hidden }))}`;
  return {
    text: hidden === 0 ? text : [...text, more],
    inferred: rows.some(({ note }) => note.startsWith(`[${inferredMark} `)),
  };
}

interface PathText {
  readonly text: readonly string[];
  /** Something in it is marked as inferred. */
  readonly inferred: boolean;
}

/** Before what is read off a rule's content; the list of assumptions says so. */
export const inferredMark = '~';

interface Row {
  readonly place: string;
  readonly target: string;
  readonly note: string;
  readonly line: PathLine;
}

function rowOf(line: PathLine, pass: Pass, names: Names, { language, say }: Printing): Row {
  const { table, chain, rule } = line.ref;
  const inTable = table === 'filter' ? chain : `${table} ${chain}`;
  const place = rule === 0 ? say('explain.policyOf', { chain: inTable }) : `${inTable} ${rule}`;
  const label = noteOf(line, pass, names, language);
  if (line.misses) {
    const why = missWords(line.misses, pass.packet, pass.trace.ctState, language);
    return { place: clean(place), target: `  ${clean(say('explain.no', { why }))}`, note: clean(label), line };
  }
  const target = line.leadsTo === null ? `  ${line.target ?? ''}` : `→ ${line.leadsTo}`;
  return { place: clean(place), target: clean(target), note: clean(label), line };
}

/** What a rule is for, where its target does not say it: "[test: SSH from default]". */
function noteOf(
  { meaning, device, ref }: PathLine,
  { map, packet }: Pass,
  names: Names,
  language: Context['language'],
): string {
  const [reason] = meaning.reasons;
  if (reason?.kind === 'scaffold' && (reason.role === 'dispatch' || reason.role === 'fallback')) return device ?? '';
  const what = ruleWords(map, packet.family, ref, names, language);
  if (what === undefined) return device ?? '';
  return `[${meaning.certainty === 'inferred' ? `${inferredMark} ` : ''}${what}]`;
}

function painted(words: string, line: PathLine, { verdict }: PassJudgement, { output }: Printing): string {
  if (line.decides) return verdict === 'accept' ? output.paint.good(words) : output.paint.bad(words);
  return line.kind === 'miss' ? output.paint.muted(words) : words;
}
