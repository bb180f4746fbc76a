import { basename } from 'node:path';
import { type Asked, type QuestionService, askDumps } from '../../ask/index.ts';
import type { Context } from '../context.ts';
import type { DumpFlags } from '../dumps/dump-flags.ts';
import { hintsOf, hostOfFlags, readDumps } from '../dumps/dumped-host.ts';
import { sayFindings } from '../dumps/say-findings.ts';

/**
 * The same question without a server: each list of files is what one host holds, in any form that dumps have, or as `host show
 * --json` gives it; sets may be in files of their own. Ports are found by their tap, the start of their id, or an address
 * that the rules let them send from; any other address is outside. Says what was odd in the texts. Throws NOT_IN_DUMPS,
 * TWO_RULESETS.
 */
export async function askFiles(
  call: Context,
  hostFiles: readonly (readonly string[])[],
  flags: DumpFlags,
  { from, to, service }: { readonly from: string; readonly to: string; readonly service: QuestionService },
): Promise<Asked> {
  const [read, sets, hints] = await Promise.all([
    Promise.all(hostFiles.map((paths) => readDumps(call, paths))),
    readDumps(call, flags.ipset),
    hintsOf(call, flags),
  ]);
  const names = hostNames(hostFiles.map(([path = '']) => path));
  const dumped = read.map((texts, index) => ({
    name: names[index] ?? '',
    host: hostOfFlags(call, [...texts, ...sets], hints, flags),
  }));
  for (const { host } of dumped) sayFindings(call, host.read);
  return askDumps(dumped, { from, to, service });
}

/** Files by their names, with a number behind where two have the same. */
function hostNames(paths: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  return paths.map((path) => {
    const name = path === '-' ? 'stdin' : basename(path).replace(/\.\w{1,8}$/, '') || path;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  });
}
