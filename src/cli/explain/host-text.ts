import { type ExplainedChain, type ExplainedHost, notShownMark, summaryWords } from '../../explain/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';
import { inferredMark } from '../trace/path-text.ts';
import { chainText } from './chain-text.ts';
import { chainsText } from './chains-text.ts';
import { neverMatching, overlookedText } from './overlooked-text.ts';
import { portsText } from './ports-text.ts';
import { unownedText } from './unowned-text.ts';

/** A whole host to be read: what there is, the ports, the chains as packets meet them, what is overlooked, what is others'. */
export function hostText(
  host: ExplainedHost,
  call: Context,
  options: { readonly all: boolean; readonly hidesInterfaces: boolean },
): string {
  const { say, output, language } = call;
  return [
    output.paint.strong(say('hosts.summaryTitle')),
    ...summaryWords(host, language).map((sentence) => `  ${clean(sentence)}`),
    '',
    ...portsText(host, call, options),
    ...chainsText(host, call, { ...options, never: neverMatching(host, call) }),
    ...overlookedText(host, call, options),
    ...unownedText(host, call, options),
    ...legends(host, options.hidesInterfaces).map(([key, mark]) => output.paint.muted(say(key, { mark }))),
    '',
  ].join('\n');
}

/** What the marks stand for, of those that there are. */
function legends({ chains }: ExplainedHost, hidesInterfaces: boolean) {
  const isInferred = chains.some(({ meaning }) => meaning.certainty === 'inferred' && meaning.role !== 'builtIn');
  return [
    ...(isInferred ? [['hosts.legendInferred', inferredMark] as const] : []),
    ...(hidesInterfaces ? [['hosts.legendNotShown', notShownMark] as const] : []),
  ];
}

/** Some chains alone, with all of their rules. */
export function someChainsText(host: ExplainedHost, chains: readonly ExplainedChain[], call: Context): string {
  return chains
    .flatMap((chain) => [...chainText(host, chain, [], call, { all: true, never: new Map() }), ''])
    .join('\n');
}
