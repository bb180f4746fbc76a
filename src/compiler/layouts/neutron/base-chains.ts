import { type Family, filterTopChain } from '../../../netfilter/index.ts';
import type { Context } from './context.ts';
import { type Line, line } from './line.ts';
import { accept, drop, jump } from './rule-parts.ts';

/** Rules by chain, in the order in which a table declares the chains. */
type ChainLines = readonly (readonly [chain: string, lines: readonly Line[]])[];

/** Chains of a table that are the same whatever the ports; empty lists are filled by who knows the ports. */
export interface BaseTable {
  readonly table: string;
  readonly chains: ChainLines;
}

const dispatch = { kind: 'scaffold', role: 'dispatch' } as const;

/** The last rule of the group chain: what the chains of all ports gave back may pass. */
export const groupChainEnd: Line = line([], accept, dispatch);

/** Tables that the layout writes for one family, by name. */
export function baseTables(family: Family, context: Context): readonly BaseTable[] {
  const { own, traits } = context;
  const to = (chain: string) => line([], jump(chain), dispatch);
  const filter: ChainLines = [
    ['INPUT', [to(own('INPUT'))]],
    ['FORWARD', [to(filterTopChain), to(own('FORWARD'))]],
    ['OUTPUT', [to(filterTopChain), to(own('OUTPUT'))]],
    [filterTopChain, [to(own('local'))]],
    [own('local'), []],
    [own('OUTPUT'), []],
    [own('sg-fallback'), [line(context.comment('unmatchedDrop'), drop, { kind: 'scaffold', role: 'fallback' })]],
  ];
  const raw = wrapped(context, 'PREROUTING', 'OUTPUT');
  const tables: BaseTable[] = [{ table: 'filter', chains: filter }];
  if (traits.routerChains && family === 'ipv4') {
    tables.push({ table: 'mangle', chains: mangle(context) }, { table: 'nat', chains: routerNat(context) });
  }
  if (traits.natAccept) tables.push({ table: 'nat', chains: wrapped(context, 'PREROUTING') });
  tables.push({ table: 'raw', chains: raw });
  return tables;
}

/** Built-in chains that do nothing but lead to one of ours each. */
function wrapped({ own }: Context, ...names: readonly string[]): ChainLines {
  return [
    ...names.map((name) => [name, [line([], jump(own(name)), dispatch)]] as const),
    ...names.map((name) => [own(name), []] as const),
  ];
}

/** For IPv4 only, as the recorded hosts show. */
function mangle(context: Context): ChainLines {
  const chains = wrapped(context, 'PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING');
  const mark = context.own('mark');
  const toMark = line([], jump(mark), dispatch);
  return [
    ...chains.map(([name, lines]) => [name, name === context.own('PREROUTING') ? [toMark] : lines] as const),
    [mark, []],
  ];
}

export const postroutingBottomChain = 'neutron-postrouting-bottom';

function routerNat(context: Context): ChainLines {
  const { own } = context;
  const to = (chain: string) => line([], jump(chain), dispatch);
  return [
    ...wrapped(context, 'PREROUTING', 'OUTPUT', 'POSTROUTING').map(
      ([name, lines]) => [name, name === 'POSTROUTING' ? [...lines, to(postroutingBottomChain)] : lines] as const,
    ),
    [postroutingBottomChain, [line(context.comment('sourceNat'), jump(own('snat')), dispatch)]],
    [own('snat'), [to(own('float-snat'))]],
    [own('float-snat'), []],
  ];
}
