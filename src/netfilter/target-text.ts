import { readNumber } from './match/options.ts';
import type { ChainName } from './ruleset.ts';
import type { Target } from './target.ts';

/** A target as iptables-save prints it. */
export function printTarget(target: Target): string {
  switch (target.kind) {
    case 'accept':
      return '-j ACCEPT';
    case 'drop':
      return '-j DROP';
    case 'return':
      return '-j RETURN';
    case 'jump':
      return `-j ${target.chain}`;
    case 'goto':
      return `-g ${target.chain}`;
    case 'ct':
      return `-j CT${target.notrack ? ' --notrack' : ''}${target.zone === null ? '' : ` --zone ${target.zone}`}`;
    case 'reject':
      return target.with === null ? '-j REJECT' : `-j REJECT --reject-with ${target.with}`;
    case 'other':
      return target.text === '' ? `-j ${target.name}` : `-j ${target.name} ${target.text}`;
  }
}

/**
 * The target that `-j NAME` and the words after it stand for; `text` is those words as they were written.
 * `isChain` says which names are chains of the table: a chain wins over an extension of the same name.
 */
export function parseJump(
  name: string,
  words: readonly string[],
  text: string,
  isChain: (name: ChainName) => boolean,
): Target {
  if (words.length === 0) {
    if (name === 'ACCEPT') return { kind: 'accept' };
    if (name === 'DROP') return { kind: 'drop' };
    if (name === 'RETURN') return { kind: 'return' };
    if (isChain(name)) return { kind: 'jump', chain: name };
  }
  const known = name === 'CT' ? parseCt(words) : name === 'REJECT' ? parseReject(words) : undefined;
  return known ?? { kind: 'other', name, text };
}

function parseCt(words: readonly string[]): Target | undefined {
  let zone: number | null = null;
  let notrack = false;
  for (let at = 0; at < words.length; at += 1) {
    if (words[at] === '--notrack' && !notrack) {
      notrack = true;
    } else if (words[at] === '--zone' && zone === null) {
      at += 1;
      const number = readNumber(words[at] ?? '', 65_535);
      if (number === undefined) return undefined;
      zone = number;
    } else {
      return undefined;
    }
  }
  return zone === null && !notrack ? undefined : { kind: 'ct', zone, notrack };
}

function parseReject(words: readonly string[]): Target | undefined {
  const [option, value] = words;
  if (words.length === 0) return { kind: 'reject', with: null };
  return words.length === 2 && option === '--reject-with' && value ? { kind: 'reject', with: value } : undefined;
}
