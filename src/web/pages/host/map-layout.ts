import type { ChainRole } from '../../../explain/index.ts';
import type { ChainEntry } from '../../host-rules/reading/chain-list.ts';

/** A chain in the picture, or many of one kind that are shown as one. */
export interface MapNode {
  readonly id: string;
  /** The chain that it is; of many the first one. */
  readonly chain: string;
  readonly role: ChainRole;
  readonly ports: readonly string[];
  /** How many chains it stands for. */
  readonly count: number;
  readonly rules: number;
  /** Place of its upper left corner. */
  readonly x: number;
  readonly y: number;
}

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  /** Numbers of the rules that jump there; none between nodes that stand for many. */
  readonly rules: readonly number[];
}

export interface MapLayout {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  readonly width: number;
  readonly height: number;
}

export const nodeSize = { width: 166, height: 62 } as const;
const gap = { x: 14, y: 46 } as const;
const margin = 12;
/** Chains of so many ports are drawn one by one: their picture has room beside the list. */
const mostPorts = 1;

/**
 * Where the chains stand that packets of instances come through: each below all that lead to it, in a row in the order of
 * the list. Chains of many ports become one box for each kind, unless one instance (its tap) is asked for.
 */
export function mapLayout(chains: readonly ChainEntry[], instance: string | undefined): MapLayout {
  const drawn = chains.filter(
    ({ isForwarding, ports }) =>
      isForwarding && (instance === undefined || ports.length === 0 || ports.some(({ device }) => device === instance)),
  );
  const devices = new Set(drawn.flatMap(({ ports }) => ports.map(({ device }) => device)));
  const isMany = devices.size > mostPorts;
  const idOf = ({ chain, role, ports }: ChainEntry) => (isMany && ports.length > 0 ? `many ${role}` : chain);
  const groups = new Map<string, ChainEntry[]>();
  for (const entry of drawn) groups.set(idOf(entry), [...(groups.get(idOf(entry)) ?? []), entry]);

  const ids = new Map(drawn.map((entry) => [entry.chain, idOf(entry)]));
  const edges = new Map<string, { from: string; to: string; rules: number[] }>();
  for (const entry of drawn) {
    for (const { leadsTo, number } of entry.rules) {
      const to = leadsTo === null ? undefined : ids.get(leadsTo);
      const from = idOf(entry);
      if (to === undefined || to === from) continue;
      const edge = edges.get(`${from} ${to}`) ?? { from, to, rules: [] };
      edges.set(`${from} ${to}`, edge);
      const isOne = groups.get(from)?.length === 1 && groups.get(to)?.length === 1;
      if (isOne) edge.rules.push(number);
    }
  }
  const depths = depthsOf([...groups.keys()], [...edges.values()]);
  const rows: string[][] = [];
  for (const id of groups.keys()) {
    const depth = depths.get(id) ?? 0;
    (rows[depth] ??= []).push(id);
  }
  const widest = Math.max(1, ...rows.map((row) => row.length));
  const width = 2 * margin + widest * nodeSize.width + (widest - 1) * gap.x;
  const nodes = rows.flatMap((row, depth) => {
    const own = row.length * nodeSize.width + (row.length - 1) * gap.x;
    return row.flatMap((id, index): MapNode[] => {
      const entries = groups.get(id) ?? [];
      const [first] = entries;
      if (first === undefined) return [];
      return [
        {
          id,
          chain: first.chain,
          role: first.role,
          ports: [...new Set(entries.flatMap(({ ports }) => ports.map(({ name }) => name)))],
          count: entries.length,
          rules: entries.reduce((sum, { rules }) => sum + rules.length, 0),
          x: (width - own) / 2 + index * (nodeSize.width + gap.x),
          y: margin + depth * (nodeSize.height + gap.y),
        },
      ];
    });
  });
  const height = 2 * margin + rows.length * nodeSize.height + Math.max(0, rows.length - 1) * gap.y;
  return { nodes, edges: [...edges.values()], width, height };
}

/** The longest way to each node. The kernel lets no chain lead back to itself; what a text says might. */
function depthsOf(ids: readonly string[], edges: readonly MapEdge[]): ReadonlyMap<string, number> {
  const depths = new Map(ids.map((id) => [id, 0]));
  for (let round = 0; round < ids.length; round += 1) {
    let isSettled = true;
    for (const { from, to } of edges) {
      const depth = (depths.get(from) ?? 0) + 1;
      if (depth <= (depths.get(to) ?? 0) || depth >= ids.length) continue;
      depths.set(to, depth);
      isSettled = false;
    }
    if (isSettled) break;
  }
  return depths;
}
