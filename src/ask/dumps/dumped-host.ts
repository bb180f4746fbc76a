import {
  type Backend,
  type HostLayer,
  type HostText,
  type OnHost,
  type ReadHints,
  type ReadHost,
  type SetMembers,
  doubtsOf,
  hostLayers,
  indexSets,
  readHost,
  sayFinding,
} from '../../explain/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { Language } from '../../words/index.ts';
import type { DumpText } from './dump-text.ts';
import { textsOf } from './host-texts.ts';

/** One host of texts, ready to be asked. */
export interface DumpedHost extends OnHost {
  readonly read: ReadHost;
  /** Those that were asked for. */
  readonly layers: readonly HostLayer[];
  readonly sets: SetMembers;
  /** Families that texts tell something of, of those that were asked for. */
  readonly families: readonly Family[];
}

/** Throws NOTHING_READ if no text has rules, and BACKEND_NOT_SHOWN. */
export function hostOf(
  language: Language,
  files: readonly DumpText[],
  hints: ReadHints = {},
  { family, backend }: { readonly family?: Family | undefined; readonly backend?: Backend | undefined } = {},
): DumpedHost {
  const all = files.map(textsOf);
  const texts: readonly HostText[] = all.flatMap((file) => file.texts);
  const read = readHost(texts, hints);
  const without = all.flatMap((file) => file.without);
  const layers = hostLayers(read);
  if (layers.length === 0 && without.length === 0) {
    const odd = read.findings.find(({ severity }) => severity === 'error');
    const reason = odd ? sayFinding(odd, language) : '';
    throw new PortreeveError('NOTHING_READ', { files: files.map(({ path }) => path).join(', '), reason });
  }
  const chosen = backend === undefined ? layers : layers.filter((layer) => layer.backend === backend);
  if (chosen.length === 0 && backend !== undefined) throw new PortreeveError('BACKEND_NOT_SHOWN', { backend });
  const shown = (one: Family) => without.includes(one) || chosen.some((layer) => layer.shown.has(one));
  return {
    read,
    layers: chosen.length === 0 ? hostLayers({ rulesets: [noRules] }) : chosen,
    sets: indexSets(read.sets),
    doubts: doubtsOf(read),
    families: families.filter((one) => shown(one) && (family === undefined || family === one)),
  };
}

const families: readonly Family[] = ['ipv4', 'ipv6'];

/** A host whose texts say that it has no rules. */
const noRules: ReadHost['rulesets'][number] = {
  family: 'ipv4',
  ruleset: { family: 'ipv4', tables: new Map() },
  source: [],
};
