import type { Chain, ChainName, Match, Rule, Table } from '../../netfilter/index.ts';
import type { SetMembers } from '../set-members.ts';
import { type Effect, effectOf } from '../target-effect.ts';

/**
 * What a chain, with all that it leads to, looks at or changes besides the packet's own fields: two views or states
 * that differ in nothing of this are one to it. Bits, so that they can be joined.
 */
export const touches = {
  devices: 1,
  linkHeader: 2,
  ttl: 4,
  mark: 8,
  tracking: 16,
  /** What `clouds` tells of. */
  content: 32,
} as const;

/** The chains of one table and how they lead to each other. */
export interface ChainGraph {
  /** Bits of `touches` for each chain. */
  readonly touched: ReadonlyMap<ChainName, number>;
  /** Chains that can come back to themselves, by the number of their circle. No kernel loads such rules. */
  readonly circles: ReadonlyMap<ChainName, number>;
  /** Each chain before those that it leads to, circles apart. */
  readonly callersFirst: readonly Chain[];
  /** Whether it matters to the verdict that a CT rule applied: one takes packets out of tracking, or a rule asks for a state. */
  readonly usesTracking: boolean;
}

export function makeChainGraph(table: Table, sets: SetMembers): ChainGraph {
  const components = componentsOf(table);
  const touched = new Map<ChainName, number>();
  const circles = new Map<ChainName, number>();
  for (const [number, component] of components.entries()) {
    let bits = 0;
    let isCircle = component.length > 1;
    for (const chain of component) {
      for (const rule of chain.rules) {
        bits |= ruleTouches(rule, sets);
        const to = leadsTo(rule);
        if (to === undefined) continue;
        bits |= touched.get(to) ?? 0;
        if (to === chain.name) isCircle = true;
      }
    }
    for (const { name } of component) {
      touched.set(name, bits);
      if (isCircle) circles.set(name, number);
    }
  }
  const usesTracking = [...table.chains.values()].some(({ rules }) => rules.some(needsTracking));
  return { touched, circles, callersFirst: components.flat().reverse(), usesTracking };
}

function needsTracking({ matches, target }: Rule): boolean {
  if (target?.kind === 'ct' && target.notrack) return true;
  if (target?.kind === 'other' && effectOf(target).kind === 'track') return true;
  return matches.some((match) => (matchTouches(match) & touches.tracking) !== 0);
}

/** The chain that a rule jumps or goes to. */
export function leadsTo({ target }: Rule): ChainName | undefined {
  return target?.kind === 'jump' || target?.kind === 'goto' ? target.chain : undefined;
}

function ruleTouches({ matches, target }: Rule, sets: SetMembers): number {
  let bits = 0;
  for (const match of matches) {
    bits |= matchTouches(match);
    if (match.kind === 'set' && looksAtDevices(match.name, sets)) bits |= touches.devices;
  }
  if (target?.kind === 'ct') bits |= touches.tracking;
  if (target?.kind === 'other') {
    bits |= effectTouches[effectOf(target).kind] ?? 0;
  }
  return bits;
}

function looksAtDevices(name: string, sets: SetMembers): boolean {
  const index = sets.get(name);
  const asked = [index, ...(index?.listed ?? []).map((listed) => sets.get(listed))];
  return asked.some((one) => one?.dimensions?.includes('iface'));
}

const effectTouches: { readonly [kind in Effect['kind']]?: number } = {
  marks: touches.mark | touches.content,
  ttl: touches.ttl | touches.content,
  tos: touches.content,
  packet: touches.content,
  track: touches.tracking | touches.mark,
};

function matchTouches(match: Match): number {
  switch (match.kind) {
    case 'inInterface':
    case 'outInterface':
    case 'physdev':
      return touches.devices;
    case 'mac':
    case 'set':
      // Some sets look at the link header.
      return touches.linkHeader;
    case 'state':
    case 'ctstate':
      return touches.tracking;
    case 'ports':
      // TCP flags, which a rule can have taken off.
      return match.rest === '' ? 0 : touches.content;
    case 'other':
      return otherTouches[match.module] ?? 0;
    case 'source':
    case 'destination':
    case 'protocol':
    case 'fragment':
    case 'multiport':
    case 'icmp':
    case 'comment':
      return 0;
  }
}

const otherTouches: { readonly [module: string]: number } = {
  mark: touches.mark,
  connmark: touches.content | touches.tracking,
  helper: touches.tracking,
  ttl: touches.ttl | touches.content,
  hl: touches.ttl | touches.content,
  length: touches.content,
  tos: touches.content,
  dscp: touches.content,
  ecn: touches.content,
  u32: touches.content,
  bpf: touches.content,
  string: touches.content,
  conntrack: touches.tracking,
  pkttype: touches.linkHeader,
};

/** Strongly connected chains, by Tarjan, each after those that it leads to; without recursion, since chains can be 50,000 deep. */
function componentsOf(table: Table): readonly (readonly Chain[])[] {
  const indexes = new Map<ChainName, number>();
  const lows = new Map<ChainName, number>();
  const open: Chain[] = [];
  const isOpen = new Set<ChainName>();
  const components: Chain[][] = [];
  for (const start of table.chains.values()) {
    if (indexes.has(start.name)) continue;
    const path: { readonly chain: Chain; next: number }[] = [];
    const enter = (chain: Chain) => {
      indexes.set(chain.name, indexes.size);
      lows.set(chain.name, indexes.size - 1);
      open.push(chain);
      isOpen.add(chain.name);
      path.push({ chain, next: 0 });
    };
    enter(start);
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      const { chain } = frame;
      const rule = chain.rules[frame.next];
      frame.next += 1;
      if (rule) {
        const to = table.chains.get(leadsTo(rule) ?? '');
        if (!to) continue;
        if (!indexes.has(to.name)) enter(to);
        else if (isOpen.has(to.name)) lower(lows, chain.name, indexes.get(to.name));
        continue;
      }
      path.pop();
      lower(lows, path.at(-1)?.chain.name, lows.get(chain.name));
      if (lows.get(chain.name) !== indexes.get(chain.name)) continue;
      const component = open.splice(open.lastIndexOf(chain));
      for (const { name } of component) isOpen.delete(name);
      components.push(component);
    }
  }
  return components;
}

function lower(lows: Map<ChainName, number>, name: ChainName | undefined, to: number | undefined): void {
  if (name !== undefined && to !== undefined && to < (lows.get(name) ?? 0)) lows.set(name, to);
}
