import { type DumpText, type DumpedHost, hostOf } from '../../ask/index.ts';
import type { ReadHints } from '../../explain/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { Context } from '../context.ts';
import type { DumpFlags } from './dump-flags.ts';
import { textsAt } from './expand-path.ts';
import { readNames } from './read-names.ts';
import { sayFindings } from './say-findings.ts';

/** Reads the texts of one host: rules from `rules`, which may hold sets as well, and sets from --ipset. Says what was odd. */
export async function openDumps(call: Context, rules: readonly string[], flags: DumpFlags): Promise<DumpedHost> {
  const texts = await readDumps(call, [...rules, ...flags.ipset]);
  const host = hostOfFlags(call, texts, await hintsOf(call, flags), flags);
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

/** The host of the texts, as far as the flags ask for it. Throws NOTHING_READ if no text has rules, and BACKEND_NOT_SHOWN. */
export function hostOfFlags(
  { language }: Pick<Context, 'language'>,
  files: readonly DumpText[],
  hints: ReadHints,
  flags: Pick<DumpFlags, 'family' | 'backend'>,
): DumpedHost {
  return hostOf(language, files, hints, { family: familyOf(flags), backend: flags.backend });
}

function familyOf({ family }: Pick<DumpFlags, 'family'>): Family | undefined {
  return family === undefined ? undefined : family === '4' ? 'ipv4' : 'ipv6';
}
