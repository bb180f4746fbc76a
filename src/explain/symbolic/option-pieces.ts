/** One option of a match that is kept as text: `! --mark 0x1` as it stands, and its name and values. */
export interface OptionPiece {
  readonly text: string;
  readonly name: string;
  readonly values: readonly string[];
}

/** The options of a text such as "--src-range a-b ! --dst-range c-d". Undefined: it is not in that form. */
export function optionPieces(text: string): readonly OptionPiece[] | undefined {
  if (text.includes('"')) return undefined;
  const pieces: { text: string; name: string; values: string[] }[] = [];
  let negation = '';
  for (const word of text.split(' ')) {
    if (word === '') continue;
    if (word === '!') {
      negation = '! ';
    } else if (word.startsWith('--')) {
      pieces.push({ text: negation + word, name: word, values: [] });
      negation = '';
    } else {
      const piece = pieces.at(-1);
      if (!piece || negation !== '') return undefined;
      piece.text += ` ${word}`;
      piece.values.push(word);
    }
  }
  return negation === '' && pieces.length > 0 ? pieces : undefined;
}
