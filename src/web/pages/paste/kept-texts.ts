/** What was pasted, for as long as the window is open: in memory, and nowhere else. */
export interface PastedTexts {
  /** What is in the box. */
  readonly box: string;
  /** Files, and pastes that are too long for a box. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly assumeNoInterfaces: boolean;
}

export const noTexts: PastedTexts = { box: '', files: [], assumeNoInterfaces: false };

let kept = noTexts;

/** What is there again when somebody comes back from another page. */
export function keptTexts(): PastedTexts {
  return kept;
}

export function keepTexts(texts: PastedTexts): void {
  kept = texts;
}
