import { type ExplainedHost, familyWord } from '../../explain/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';

/** Rules of one place that are listed; all of them are among the chains. */
const mostRules = 5;
const mostPlaces = 8;

/**
 * Beside the layout of ports, rules that are nobody's who is known, by place, and how many other programs have. On a host
 * without ports all rules are of others: the chains have told them.
 */
export function unownedText(
  { unowned, programs }: ExplainedHost,
  call: Context,
  { all }: { readonly all: boolean },
): readonly string[] {
  const { say, output } = call;
  if (!programs.some(({ program }) => program === 'layout')) return [];
  const telling = unowned.filter(
    ({ rules, policy, looksLike }) => looksLike === null && (rules.length > 0 || policy !== null),
  );
  const others = programs.flatMap(({ program, rules }) =>
    program === 'layout' || program === null ? [] : [{ program, rules }],
  );
  if (telling.length + others.length === 0) return [];
  const shown = all ? telling : telling.slice(0, mostPlaces);
  const lines = shown.flatMap(({ family, table, chain, policy, rules }) => {
    const owner = say('hosts.byNobody');
    const place = `${familyWord(family)} ${table} ${chain}`;
    const some = all ? rules : rules.slice(0, mostRules);
    const more = rules.length - some.length;
    return [
      `  ${clean(say('hosts.unownedOf', { owner, place }))}`,
      ...(policy === null ? [] : [`    ${say('hosts.unownedPolicy', { policy })}`]),
      ...some.map(({ number, text }) => `    ${number}  ${clean(text)}`),
      ...(more > 0 ? [`    ${output.paint.muted(say('hosts.moreRules', { count: more }))}`] : []),
    ];
  });
  const hidden = telling.slice(shown.length);
  const rest = hidden.reduce((sum, { rules }) => sum + rules.length, 0);
  return [
    output.paint.strong(say('hosts.unownedTitle')),
    ...others.map(
      ({ program, rules }) =>
        `  ${say('hosts.unownedProgram', { program, rules: say('hosts.rules', { count: rules }) })}`,
    ),
    ...lines,
    ...(rest > 0 ? [`  ${output.paint.muted(say('hosts.moreRules', { count: rest }))}`] : []),
    '',
  ];
}
