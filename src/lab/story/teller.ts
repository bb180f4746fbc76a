import { type Language, type Params, type WordsKey, say } from '../../words/index.ts';

/** Colours by meaning; without colour they give the text as it is. */
interface StoryPaint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly muted: (text: string) => string;
  readonly strong: (text: string) => string;
}

export interface TellerOptions {
  readonly language: Language;
  readonly paint: StoryPaint;
  readonly print: (line: string) => void;
  /** Waits until the reader wants to go on; undefined: runs through. */
  readonly turnPage: (() => Promise<void>) | undefined;
  /** The first step that waits. */
  readonly waitFrom: number;
}

/** Something that the story says, and whether it was so. */
export interface Claim {
  readonly step: number;
  readonly claim: string;
  readonly holds: boolean;
  /** What was found, for a claim that did not hold. */
  readonly found: string;
}

export const steps = 8;

/** Tells steps and checks claims; keeps them for the end. */
export interface Teller {
  readonly claims: readonly Claim[];
  /** The step's heading comes first, its verdict when it is over. Waits for the reader before it begins. */
  step(step: number, tell: (page: Page) => Promise<string>): Promise<void>;
  /** Waits for the reader, if there is one. */
  turnPage(step: number): Promise<void>;
  line(text: string): void;
  say(key: WordsKey, params?: Params): string;
}

export interface Page {
  /** A line below the heading. */
  add(key: WordsKey, params?: Params): void;
  /** Text as it is, indented. */
  quote(text: string): void;
  /** Says something that must hold; a claim that does not is shown with what was found. */
  claim(key: WordsKey, params: Params, holds: boolean, found: unknown): void;
}

export function createTeller(options: TellerOptions): Teller {
  const { language, paint, print } = options;
  const claims: Claim[] = [];
  const words = (key: WordsKey, params: Params = {}) => say(language, key, params);
  const indent = '      ';

  async function turnPage(step: number): Promise<void> {
    if (step > 1 && step >= options.waitFrom) await options.turnPage?.();
  }

  async function step(step: number, tell: (page: Page) => Promise<string>): Promise<void> {
    await turnPage(step);
    const below: string[] = [];
    const mine: Claim[] = [];
    const heading = await tell({
      add: (key, params) => below.push(indent + words(key, params)),
      quote: (text) =>
        below.push(
          ...text
            .trimEnd()
            .split('\n')
            .map((line) => indent + paint.muted(line)),
        ),
      claim: (key, params, holds, found) => {
        const claim = { step, claim: words(key, params), holds, found: holds ? '' : foundText(found) };
        mine.push(claim);
        if (!holds)
          below.push(indent + paint.bad(`✗ ${words('lab.claimFailed', { claim: claim.claim, found: claim.found })}`));
      },
    });
    claims.push(...mine);
    const verdict = mine.every((c) => c.holds) ? paint.good(words('lab.ok')) : paint.bad(words('lab.notAsTold'));
    print(` ${paint.muted(`${step}/${steps}`)}  ${paint.strong(heading)}  ${verdict}`);
    for (const line of below) print(line);
  }

  return { claims, step, turnPage, line: print, say: words };
}

function foundText(found: unknown): string {
  return typeof found === 'string'
    ? found
    : JSON.stringify(found, (_, value) => (typeof value === 'bigint' ? Number(value) : value));
}
