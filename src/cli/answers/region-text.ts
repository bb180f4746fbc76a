import { type Packet, type Region, exampleWords, regionWords } from '../../explain/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';

/** Boxes of a region that are shown unless all are asked for. */
const mostBoxes = 8;

/** A set of packets: a line for each box, and one example. */
export function regionText(
  region: Region,
  example: Packet | null,
  call: Context,
  { indent, all }: { readonly indent: string; readonly all: boolean },
): readonly string[] {
  const { say, output, language } = call;
  const words = regionWords(region, language);
  const shown = all ? words : words.slice(0, mostBoxes);
  const hidden = words.length - shown.length;
  return [
    ...shown.map((one) => `${indent}${clean(one)}`),
    ...(hidden > 0 ? [`${indent}${output.paint.muted(say('questions.moreOf', { count: hidden }))}`] : []),
    ...(example === null
      ? []
      : [
          `${indent}${output.paint.muted(clean(say('questions.example', { packet: exampleWords(example, language) })))}`,
        ]),
  ];
}
