import { PortreeveError } from '../model/index.ts';

/** Reads a number of a flag or argument; `what` names it in the error. Throws BAD_NUMBER. */
export function wholeNumber(what: string, text: string, min: number, max: number): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new PortreeveError('BAD_NUMBER', { what, text, min, max });
}
