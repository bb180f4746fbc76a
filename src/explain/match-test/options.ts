import { type Answer, negateIf } from '../answer.ts';
import type { Sight } from '../sight.ts';

/** One option of a module: "! --mark 0x1" -> negated, "--mark", ["0x1"]. */
export interface Option {
  readonly name: string;
  readonly negated: boolean;
  readonly values: readonly string[];
}

/** What a module says of a packet. Undefined: it asks for something that is not modelled, or not told. */
export type ModuleTest = (options: readonly Option[], sight: Sight) => Answer | undefined;

/** Of a module whose options are asked each for itself; the answer turned round is the negated option's. */
export function eachOption(test: (option: Option, sight: Sight) => Answer | undefined): ModuleTest {
  return (options, sight) => {
    let isOpen = options.length === 0;
    for (const option of options) {
      const answer = test(option, sight);
      const answered = answer === undefined ? undefined : negateIf(option.negated, answer);
      if (answered === false) return false;
      if (answered !== true) isOpen = true;
    }
    return isOpen ? undefined : true;
  };
}

/** Undefined: not in the form of options (a quoted value, say). */
export function parseOptions(text: string): readonly Option[] | undefined {
  if (text.includes('"')) return undefined;
  const options: { name: string; negated: boolean; values: string[] }[] = [];
  let negated = false;
  for (const word of text.split(' ')) {
    if (word === '') continue;
    if (word === '!') {
      negated = true;
    } else if (word.startsWith('--')) {
      options.push({ name: word, negated, values: [] });
      negated = false;
    } else {
      const last = options.at(-1);
      if (!last || negated) return undefined;
      last.values.push(word);
    }
  }
  return options;
}

/** "40:100", "40", "40:", ":100". */
export function numberRange(text: string, separator = ':', most = 0xffff): readonly [number, number] | undefined {
  const [first = '', last = first, more] = text.split(separator);
  if (text === '' || more !== undefined || !/^[0-9]*$/.test(first) || !/^[0-9]*$/.test(last)) return undefined;
  if (first === '' && last === '') return undefined;
  return [first === '' ? 0 : Number(first), last === '' ? most : Number(last)];
}

/** "0x1/0xff" -> value and mask; without a mask, all bits. */
export function maskedNumber(text: string, all: number): readonly [value: number, mask: number] | undefined {
  const found = /^(0x[0-9a-f]{1,8}|[0-9]{1,10})(?:\/(0x[0-9a-f]{1,8}|[0-9]{1,10}))?$/i.exec(text);
  if (!found) return undefined;
  return [Number(found[1]), found[2] === undefined ? all : Number(found[2])];
}
