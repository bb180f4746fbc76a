import { wholeNumber } from '../../objects/index.ts';

/** "60", "60s", "5m", as seconds from 5 to an hour. `what` names it in the error. Throws BAD_NUMBER. */
export function seconds(what: string, text: string): number {
  const minutes = /^(\d{1,4})m$/.exec(text)?.[1];
  return wholeNumber(what, minutes === undefined ? text.replace(/s$/, '') : String(Number(minutes) * 60), 5, 3600);
}
