import { no, type Shape, type Shapes } from './shape.ts';

const matchSet = /(! )?(?:match-)?set (\S+) ((?:src|dst)(?:,(?:src|dst))*)(?=\s|$)/y;
const setOption =
  / (! )?(return-nomatch|update-counters|update-subcounters|(?:packets|bytes)-(?:eq|lt|gt) [0-9]+)(?=\s|$)/y;

/** `! match-set NAME src,dst return-nomatch ! update-counters packets-gt 3`; very old programs print `set NAME src`. */
const set: Shape = (text, at) => {
  matchSet.lastIndex = at;
  const found = matchSet.exec(text);
  if (!found) return undefined;
  let say = `-m set ${no(found[1])}--match-set ${found[2]} ${found[3]}`;
  let end = matchSet.lastIndex;
  for (;;) {
    setOption.lastIndex = end;
    const option = setOption.exec(text);
    if (!option) return { say, end };
    say += ` ${no(option[1])}--${option[2]}`;
    end = setOption.lastIndex;
  }
};

export const setShapes: Shapes = [
  ['match-set', set],
  ['set', set],
];
