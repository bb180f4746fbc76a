/** One option of a match: `! --name value value`. */
export interface Option {
  readonly name: string;
  readonly negated: boolean;
  readonly values: readonly string[];
}

/**
 * The options in a match's words. The old place of the negation (`--dport ! 80`) is understood. Undefined if the
 * words do not begin with an option.
 */
export function readOptions(words: readonly string[]): readonly Option[] | undefined {
  const options: Option[] = [];
  let at = 0;
  while (at < words.length) {
    let negated = false;
    if (words[at] === '!') {
      negated = true;
      at += 1;
    }
    const name = words[at];
    if (name === undefined || !name.startsWith('--')) return undefined;
    at += 1;
    if (words[at] === '!' && words[at + 1]?.startsWith('--') === false) {
      negated = !negated;
      at += 1;
    }
    const values: string[] = [];
    for (let word = words[at]; word !== undefined && word !== '!' && !word.startsWith('--'); word = words[at]) {
      values.push(word);
      at += 1;
    }
    options.push({ name, negated, values });
  }
  return options;
}

/** The one value of an option that takes one. */
export function onlyValue(option: Option): string | undefined {
  return option.values.length === 1 ? option.values[0] : undefined;
}

/** A whole number from 0 to `most`, in decimal digits. */
export function readNumber(text: string, most: number): number | undefined {
  if (!/^[0-9]{1,10}$/.test(text)) return undefined;
  const number = Number(text);
  return number <= most ? number : undefined;
}

export function printOption(option: Option): string {
  const words = [option.name, ...option.values].join(' ');
  return option.negated ? `! ${words}` : words;
}

/** "! " or nothing. */
export function not(negated: boolean): string {
  return negated ? '! ' : '';
}
