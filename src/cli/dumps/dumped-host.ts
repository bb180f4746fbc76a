import {
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
import type { Context } from '../context.ts';
import type { DumpFlags } from './dump-flags.ts';
import { textsAt } from './expand-path.ts';
import { textsOf } from './host-texts.ts';
import { readNames } from './read-names.ts';
import type { DumpText } from './read-text.ts';
import { sayFindings } from './say-findings.ts';

/** One host of texts, ready to be asked. */
export interface DumpedHost extends OnHost {
  readonly read: ReadHost;
  /** Those that were asked for. */
  readonly layers: readonly HostLayer[];
  readonly sets: SetMembers;
  /** Families that texts tell something of, of those that were asked for. */
  readonly families: readonly Family[];
}

/** Reads the texts of one host: rules from `rules`, which may hold sets as well, and sets from --ipset. Says what was odd. */
export async function openDumps(call: Context, rules: readonly string[], flags: DumpFlags): Promise<DumpedHost> {
  const texts = await readDumps(call, [...rules, ...flags.ipset]);
  const host = hostOf(call, texts, await hintsOf(call, flags), flags);
  sayFindings(call, host.read);
  return host;
}

/** All files at once; the standard input can be only one of them. */
export async function readDumps(call: Context, paths: readonly string[]): Promise<readonly DumpText[]> {
  return (await Promise.all(paths.map((path) => textsAt(call, path)))).flat();
}

/** What the flags say beside the texts. */
export async function hintsOf(call: Context, flags: DumpFlags): Promise<ReadHints> {
  const family = familyOf(flags);
  return {
    ...(family && { family }),
    ...(flags.table !== undefined && { table: flags.table }),
    ...(flags.hosts !== undefined && { hosts: await readNames(call, flags.hosts) }),
    assumeNoInterfaces: flags.assumeNoInterfaces,
  };
}

/** Throws NOTHING_READ if no text has rules, and BACKEND_NOT_SHOWN. */
export function hostOf(
  { language }: Pick<Context, 'language'>,
  files: readonly DumpText[],
  hints: ReadHints,
  { family, backend }: Pick<DumpFlags, 'family' | 'backend'>,
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
    families: families.filter((one) => shown(one) && (family === undefined || familyOf({ family }) === one)),
  };
}

const families: readonly Family[] = ['ipv4', 'ipv6'];

/** A host whose texts say that it has no rules. */
const noRules: ReadHost['rulesets'][number] = {
  family: 'ipv4',
  ruleset: { family: 'ipv4', tables: new Map() },
  source: [],
};

function familyOf({ family }: Pick<DumpFlags, 'family'>): Family | undefined {
  return family === undefined ? undefined : family === '4' ? 'ipv4' : 'ipv6';
}
