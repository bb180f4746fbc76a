import type { Asked, ShownFix } from '../../ask/index.ts';
import {
  type Hop,
  type HostPass,
  type Journey,
  endName,
  hopWords,
  stateWords,
  verdictWord,
  type LiveCheck,
} from '../../explain/index.ts';
import { sayReason } from '../../words/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';
import { liveLines } from './live-text.ts';
import { inferredMark, pathText } from './path-text.ts';
import { padded, widest } from './widths.ts';

type Printing = Pick<Context, 'language' | 'say' | 'output'>;

/** The answer as people read it: verdict, why, the three steps, the way where it was decided, what would change it. */
export function journeyText(
  { question, service, names }: Asked,
  journey: Journey,
  fixes: readonly ShownFix[],
  call: Printing,
  options: { readonly all: boolean; readonly live?: LiveCheck | undefined },
): string {
  const { language, say, output } = call;
  const { strong } = output.paint;
  const shown = shownPasses(journey, options.all);
  let inferred = false;
  const paths = shown.flatMap((pass) => {
    const path = pathText(pass.pass, pass.judgement, names, call, options);
    inferred ||= path.inferred;
    return ['', ` ${strong(clean(say('explain.pathOn', { host: pass.host })))}`, ...path.text];
  });
  const { message, hint } = sayReason(language, journey.reason.code, journey.reason.params);
  const caveats = journey.caveats
    .filter(({ code, host }) => code !== journey.reason.code || host !== journey.reason.host)
    .map(({ code, params }) => clean(`${sayReason(language, code, params).message} [${code}]`));
  const assumed = [
    ...journey.assumptions.map((assumption) => say(`explain.assume_${assumption}`)),
    ...(inferred ? [say('explain.assume_inferred', { mark: inferredMark })] : []),
  ];
  const lines = [
    headline(question, service.text, journey, call),
    clean(say('explain.whyLine', { why: message, code: journey.reason.code })),
    ...(options.live ? liveLines(options.live, call) : []),
    '',
    ...hopLines(journey, { question, names }, call),
    ...paths,
    ...fixSections(fixes, call),
    ...(fixes.length === 0 ? section(say('explain.adviceTitle'), [clean(hint)], strong) : []),
    ...section(say('explain.notesTitle'), caveats, strong),
    ...section(say('explain.assumptionsTitle'), assumed, strong),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, lines: readonly string[], strong: (text: string) => string): readonly string[] {
  return lines.length === 0 ? [] : ['', ` ${strong(title)}`, ...lines.map((line) => `   ${line}`)];
}

/** Where it was decided; of what passes every host that it passed. */
function shownPasses({ passes, reason, verdict }: Journey, all: boolean): readonly HostPass[] {
  const inner = passes.filter(({ step, judgement }) => step !== 'tunnel' || judgement.verdict !== 'accept');
  if (all || verdict === 'accept') return inner;
  const decisive = inner.filter(({ host, judgement }) => host === reason.host && judgement.verdict === verdict);
  return decisive.length > 0 ? decisive.slice(0, 1) : inner;
}

function headline(question: Asked['question'], service: string, journey: Journey, { language, say, output }: Printing) {
  const [from, to] = journey.turn === 'reply' ? [question.to, question.from] : [question.from, question.to];
  const named = (end: typeof from) => (end.kind === 'outside' ? end.address : `${endName(end)} ${end.address}`);
  const paint = journey.verdict === 'accept' ? output.paint.good : output.paint.bad;
  const words = {
    from: named(from),
    to: named(to),
    service,
    state: journey.ctState === null ? say('explain.noState') : stateWords(journey.ctState, language),
  };
  const key = journey.turn === 'reply' ? 'explain.headlineReply' : 'explain.headline';
  return `${paint(verdictWord(journey.verdict, language))}  ${clean(say(key, words))}`;
}

const marks: { readonly [mark in Hop['mark']]: string } = { passes: '✓', stops: '✗', open: '?', none: '-' };

function hopLines(
  journey: Journey,
  { question, names }: Pick<Asked, 'question' | 'names'>,
  { language, output }: Printing,
): readonly string[] {
  const rows = journey.hops.map((hop) => {
    const { step, where, what } = hopWords(hop, journey, question, names, language);
    return { hop, step: clean(step), where: clean(where), what: clean(what) };
  });
  const [stepWidth, whereWidth] = [widest(rows.map(({ step }) => step)), widest(rows.map(({ where }) => where))];
  return rows.map(({ hop, step, where, what }, index) => {
    const line = ` ${index + 1} ${padded(step, stepWidth)}  ${padded(where, whereWidth)}  ${marks[hop.mark]} ${what}`;
    if (hop.mark === 'stops') return output.paint.bad(line);
    return hop.mark === 'none' ? output.paint.muted(line) : line;
  });
}

/** Where both ends refuse the packet, a list for each: one fix of each is needed. */
function fixSections(fixes: readonly ShownFix[], call: Printing): readonly string[] {
  const { say, output } = call;
  const ends = [...new Set(fixes.map(({ at }) => at))];
  return ends.flatMap((at) => {
    const title = ends.length === 1 ? say('explain.fixTitle') : say('explain.fixTitleAt', { name: at });
    const own = fixes.filter((fix) => fix.at === at);
    return section(clean(title), fixLines(own, call), output.paint.strong);
  });
}

function fixLines(fixes: readonly ShownFix[], { output }: Printing): readonly string[] {
  const width = widest(fixes.map(({ command }) => clean(command)));
  return fixes.map(({ command, effect }) => {
    return `${padded(clean(command), width)}  ${output.paint.muted(clean(effect))}`;
  });
}
