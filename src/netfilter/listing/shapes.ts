import { headerShapes } from './header-shapes.ts';
import { icmpShapes } from './icmp-shapes.ts';
import { linkShapes } from './link-shapes.ts';
import { markShapes } from './mark-shapes.ts';
import { portShapes } from './port-shapes.ts';
import { rateShapes } from './rate-shapes.ts';
import { setShapes } from './set-shapes.ts';
import type { Shape, Taken } from './shape.ts';
import { stateShapes } from './state-shapes.ts';

/** Every form in which the extra column shows a match (iptables 1.8.9, and what versions since 1.2 print otherwise). */
const shapes: ReadonlyMap<string, readonly Shape[]> = byWord([
  ...portShapes,
  ...icmpShapes,
  ...stateShapes,
  ...setShapes,
  ...linkShapes,
  ...markShapes,
  ...headerShapes,
  ...rateShapes,
]);

const firstWord = /(?:! )?(#?[A-Za-z][A-Za-z0-9-]*)/y;

/** The match that begins at a place of the extra column; undefined if none is known that does. */
export function takeMatch(text: string, at: number): Taken | undefined {
  firstWord.lastIndex = at;
  const word = firstWord.exec(text)?.[1];
  for (const shape of shapes.get(word ?? '') ?? []) {
    const taken = shape(text, at);
    if (taken && (taken.end === text.length || text[taken.end] === ' ')) return taken;
  }
  return undefined;
}

function byWord(all: readonly (readonly [string, Shape])[]): ReadonlyMap<string, readonly Shape[]> {
  const made = new Map<string, Shape[]>();
  for (const [word, shape] of all) {
    const list = made.get(word);
    if (list) list.push(shape);
    else made.set(word, [shape]);
  }
  return made;
}
