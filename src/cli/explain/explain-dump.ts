import { type ExplainedHost, explainHost } from '../../explain/index.ts';
import { PortreeveError, near } from '../../model/index.ts';
import type { Context } from '../context.ts';
import type { DumpFlags } from '../dumps/dump-flags.ts';
import { openDumps } from '../dumps/dumped-host.ts';
import { hostData } from './host-data.ts';
import { hostText, someChainsText } from './host-text.ts';

export interface ExplainFlags extends DumpFlags {
  readonly all: boolean;
  readonly chain: string | undefined;
}

/** Explains all that is on a host. Throws CHAIN_NOT_FOUND. */
export async function explainDump(call: Context, files: readonly string[], flags: ExplainFlags): Promise<undefined> {
  const dumped = await openDumps(call, files, flags);
  const layers = dumped.layers.map((layer) => ({
    ...layer,
    shown: new Set([...layer.shown].filter((family) => dumped.families.includes(family))),
  }));
  const host = explainHost(dumped.read, layers);
  const { chain: name } = flags;
  const chains = name === undefined ? host.chains : chainsNamed(host, name);
  const shown = { ...host, chains };
  const hidesInterfaces = dumped.read.findings.some(({ code }) => code === 'interface_not_shown');
  if (call.output.format === 'json' || call.output.format === 'yaml') {
    await call.output.text('', hostData(shown, dumped.read, call.language));
    return undefined;
  }
  await call.output.text(
    name === undefined ? hostText(host, call, { ...flags, hidesInterfaces }) : someChainsText(host, chains, call),
  );
  return undefined;
}

function chainsNamed({ chains }: ExplainedHost, name: string): ExplainedHost['chains'] {
  const found = chains.filter(({ chain }) => chain === name);
  if (found.length > 0) return found;
  const names = [...new Set(chains.map(({ chain }) => chain))];
  const meant = near(name, names) ?? names.find((one) => one.endsWith(name)) ?? names.slice(0, 5).join(', ');
  throw new PortreeveError('CHAIN_NOT_FOUND', { chain: name, meant });
}
