import { form, no, type Shape, type Shapes } from './shape.ts';

const conntrackOption =
  /(! )?(ctstate|ctproto|ctorigsrcport|ctorigdstport|ctreplsrcport|ctrepldstport|ctorigsrc|ctorigdst|ctreplsrc|ctrepldst|ctstatus|ctexpire|ctdir) (\S+)(?: |$)/y;

/** `ctstate NEW ctproto 6 ! ctorigdst 10.0.0.1`: options of one module, until one comes again. */
const conntrack: Shape = (text, at) => {
  const seen = new Set<string>();
  let say = '-m conntrack';
  let end = at;
  for (;;) {
    conntrackOption.lastIndex = end;
    const found = conntrackOption.exec(text);
    const [all = '', not, option = '', value] = found ?? [];
    if (!found || seen.has(option)) break;
    seen.add(option);
    say += ` ${no(not)}--${option} ${value}`;
    end += all.length;
  }
  if (seen.size === 0) return undefined;
  return { say, end: text[end - 1] === ' ' ? end - 1 : end };
};

const conntrackWords =
  'ctstate ctproto ctorigsrc ctorigdst ctreplsrc ctrepldst ctorigsrcport ctorigdstport ctreplsrcport ctrepldstport ' +
  'ctstatus ctexpire ctdir';

export const stateShapes: Shapes = [
  ['state', form(/(! )?state (\S+)/y, (not, states) => `-m state ${no(not)}--state ${states}`)],
  ...conntrackWords.split(' ').map((word) => [word, conntrack] as const),
];
