import { type Certainty, type HostMap, ruleWords } from '../../../explain/index.ts';
import type { Family } from '../../../netfilter/index.ts';
import type { Language } from '../../../words/index.ts';
import type { NamesById } from './asks.ts';

/** Why a rule of a host is there. */
export interface Why {
  /** "test: SSH from default". */
  readonly words: string;
  readonly certainty: Certainty;
  /** The security group that it was made from, and the rule of it; null where it is of the layout. */
  readonly group: string | null;
  readonly rule: string | null;
  /** It only leads on, which its target says as well. */
  readonly isPlain: boolean;
}

/** Undefined: nobody known wrote it. */
export function whyOf(
  map: HostMap,
  family: Family,
  ref: { readonly table: string; readonly chain: string; readonly rule: number },
  groups: NamesById,
  language: Language,
): Why | undefined {
  const { certainty, reasons } = map.rule(family, ref);
  const words = ruleWords(map, family, ref, { group: (id) => groups[id] ?? id.slice(0, 8) }, language);
  if (words === undefined) return undefined;
  const made = reasons.find((reason) => reason.kind === 'securityGroupRule');
  const group = made?.kind === 'securityGroupRule' ? made.group : undefined;
  const rule = made?.kind === 'securityGroupRule' ? made.rule : undefined;
  const isPlain = reasons.every((reason) => reason.kind === 'scaffold' && reason.role === 'dispatch');
  return shared({ words, certainty, group: group ?? null, rule: rule ?? null, isPlain });
}

/** Thousands of rules have the same few reasons: one object each is sent to the page once. */
const known = new Map<string, Why>();
const mostKnown = 5000;

function shared(why: Why): Why {
  const key = `${why.words} ${why.certainty} ${why.group} ${why.rule} ${why.isPlain}`;
  const found = known.get(key);
  if (found) return found;
  if (known.size >= mostKnown) known.clear();
  known.set(key, why);
  return why;
}
