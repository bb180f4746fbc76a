import type { ChainRole, Pass, PassJudgement, PathLine } from '../../explain/index.ts';
import type { Rule } from '../../netfilter/index.ts';

/** Chains that a packet visited on one host, and those beside its way that are of the same ports. */
export interface ChainMapData {
  /** From the top downwards; those of one row from left to right. */
  readonly rows: readonly (readonly MapChain[])[];
  readonly ways: readonly MapWay[];
}

export interface MapChain {
  readonly key: string;
  readonly table: string;
  readonly chain: string;
  readonly role: ChainRole;
  readonly rules: number;
  readonly state: 'visited' | 'decides' | 'beside';
}

export interface MapWay {
  readonly from: string;
  readonly to: string;
  /** The rule that leads there, counted from 1. */
  readonly rule: number;
  readonly state: MapChain['state'];
}

/** Chains beside the way are there to show it, and not to be many. */
const mostBeside = 6;

type Visit = PassJudgement['visits'][number];

/** Of the tables that the path list shows something of. */
export function chainMapOf(pass: Pass, { visits, way }: PassJudgement, lines: readonly PathLine[]): ChainMapData {
  const { map, packet } = pass;
  const tables = new Set(lines.map(({ ref }) => ref.table));
  const end = way.at(-1);
  const depths = new Map<string, number>();
  const states = new Map<string, MapChain['state']>();
  const ways = new Map<string, MapWay>();

  const walk = (visit: Visit, depth: number): void => {
    const key = keyOf(visit);
    depths.set(key, Math.max(depth, depths.get(key) ?? 0));
    const isEnd = end !== undefined && visit.tests.includes(end);
    if (isEnd || states.get(key) !== 'decides') states.set(key, isEnd ? 'decides' : 'visited');
    for (const test of visit.tests) {
      if (!test.into) continue;
      walk(test.into, depth + 1);
      const leads = end !== undefined && test.into.tests.includes(end);
      const to = keyOf(test.into);
      ways.set(`${key} ${to}`, { from: key, to, rule: test.ref.rule, state: leads ? 'decides' : 'visited' });
    }
  };
  for (const visit of visits) if (tables.has(visit.table)) walk(visit, 0);

  const ends = new Set([packet.physdevIn, packet.physdevOut].filter((device) => device !== undefined));
  let beside = 0;
  for (const key of states.keys()) {
    const [table = '', name = ''] = key.split(' ');
    const chain = map.rulesets[packet.family].tables.get(table)?.chains.get(name);
    for (const [index, rule] of (chain?.rules ?? []).entries()) {
      const target = chainOf(rule);
      const to = `${table} ${target}`;
      if (target === undefined || ways.has(`${key} ${to}`)) continue;
      const { role, devices } = map.chain(packet.family, table, target);
      const isNear =
        states.has(to) || devices.some((device) => ends.has(device)) || (devices.length === 0 && role !== 'foreign');
      if (!isNear) continue;
      if (!states.has(to)) {
        if (beside >= mostBeside) continue;
        beside += 1;
        states.set(to, 'beside');
        depths.set(to, (depths.get(key) ?? 0) + 1);
      }
      ways.set(`${key} ${to}`, { from: key, to, rule: index + 1, state: 'beside' });
    }
  }

  const rows: MapChain[][] = [];
  for (const [key, state] of states) {
    const [table = '', chain = ''] = key.split(' ');
    const depth = depths.get(key) ?? 0;
    (rows[depth] ??= []).push({
      key,
      table,
      chain,
      role: map.chain(packet.family, table, chain).role,
      rules: map.rulesets[packet.family].tables.get(table)?.chains.get(chain)?.rules.length ?? 0,
      state,
    });
  }
  return { rows: rows.filter((row) => row !== undefined), ways: [...ways.values()] };
}

function keyOf({ table, chain }: Pick<Visit, 'table' | 'chain'>): string {
  return `${table} ${chain}`;
}

function chainOf({ target }: Rule): string | undefined {
  return target?.kind === 'jump' || target?.kind === 'goto' ? target.chain : undefined;
}
