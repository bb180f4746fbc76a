import { type Chain, type Family, printRuleText } from '../../netfilter/index.ts';
import { lookOver } from '../findings/look-over.ts';
import { jumpTarget } from '../mapping/port-chains.ts';
import { programOf, unownedRules } from '../mapping/unowned.ts';
import type { ReadHost } from '../reader/host-text.ts';
import { indexSets } from '../set-members.ts';
import type { RuleRef } from '../trace.ts';
import { AlikeChains } from './alike-chains.ts';
import { chainsInOrder } from './chain-order.ts';
import type { ExplainedChain, ExplainedHost, ExplainedPort, ExplainedSet, PlacedRef } from './explained-host.ts';
import { type HostLayer, hostLayers } from './host-layers.ts';
import { writtenBy } from './written-by.ts';

/**
 * What is on a host: every chain and rule with what it is for, the ports, the sets, who wrote what, and what is easily
 * overlooked. Nothing is asked but the texts; `layers`: those to look at, if not all.
 */
export function explainHost(read: ReadHost, layers: readonly HostLayer[] = hostLayers(read)): ExplainedHost {
  const chains = layers.flatMap((layer, index) => chainsOf(layer, index));
  const sets = indexSets(read.sets);
  const hidesInterfaces = read.findings.some(
    ({ code }) => code === 'interface_not_shown' || code === 'interface_assumed',
  );
  return {
    layers,
    ports: portsOf(layers, chains),
    chains,
    sets: read.sets.map(
      (set): ExplainedSet => ({
        name: set.name,
        type: set.type,
        family: set.family,
        members: set.members.length,
        meaning: layers[0]?.map.set(set.name) ?? null,
      }),
    ),
    unknownSets: read.unknownSets,
    programs: writtenBy(layers, chains),
    overlooked: layers.flatMap(({ rulesets, shown, backend }) => {
      const own = [...shown].map((family) => [family, rulesets[family]] as const);
      return lookOver({
        rulesets: Object.fromEntries(own),
        sets,
        hidesInterfaces,
        ...(backend !== null && { facts: { backend } }),
      });
    }),
    unowned: layers.flatMap(({ map }) => unownedRules(map)),
  };
}

function chainsOf({ rulesets, map, shown }: HostLayer, layer: number): readonly ExplainedChain[] {
  const alike = new AlikeChains(map);
  return (['ipv4', 'ipv6'] as const)
    .filter((family) => shown.has(family))
    .flatMap((family) => {
      const from = leadingRules(rulesets[family]);
      return chainsInOrder(rulesets[family]).flatMap(({ table, chain: name, hook }) => {
        const chain = rulesets[family].tables.get(table)?.chains.get(name);
        if (!chain) return [];
        const meaning = map.chain(family, table, name);
        return {
          layer,
          family,
          table,
          chain: name,
          meaning,
          program: meaning.role === 'foreign' ? programOf([name]) : null,
          policy: chain.policy,
          hook,
          comesFrom: from.get(`${table} ${name}`) ?? [],
          alike: alike.number(family, table, chain),
          rules: rulesOf(chain, (rule) => map.rule(family, { table, chain: name, rule })),
        };
      });
    });
}

function rulesOf(
  { rules }: Chain,
  meaningOf: (rule: number) => ExplainedChain['rules'][number]['meaning'],
): ExplainedChain['rules'] {
  return rules.map((rule, index) => ({
    number: index + 1,
    text: printRuleText(rule),
    meaning: meaningOf(index + 1),
    leadsTo: jumpTarget(rule) ?? null,
    packets: rule.counters ? rule.counters.packets.toString() : null,
  }));
}

/** Rules that lead to each chain, by "table chain". */
function leadingRules({ tables }: HostLayer['rulesets'][Family]): ReadonlyMap<string, readonly RuleRef[]> {
  const found = new Map<string, RuleRef[]>();
  for (const { name: table, chains } of tables.values()) {
    for (const { name: chain, rules } of chains.values()) {
      for (const [index, rule] of rules.entries()) {
        const to = jumpTarget(rule);
        if (to === undefined) continue;
        const key = `${table} ${to}`;
        const list = found.get(key) ?? [];
        found.set(key, list);
        list.push({ table, chain, rule: index + 1 });
      }
    }
  }
  return found;
}

function portsOf(layers: readonly HostLayer[], chains: readonly ExplainedChain[]): readonly ExplainedPort[] {
  const letting = new Map<string, { readonly in: PlacedRef[]; readonly out: PlacedRef[] }>();
  for (const { layer, family, table, chain, meaning, rules } of chains) {
    const side = meaning.role === 'ingress' ? 'in' : meaning.role === 'egress' ? 'out' : undefined;
    if (side === undefined) continue;
    for (const device of meaning.devices) {
      const own = letting.get(device) ?? { in: [], out: [] };
      letting.set(device, own);
      const given = rules.filter(({ meaning: { reasons } }) =>
        reasons.some((reason) => reason.kind === 'securityGroupRule'),
      );
      own[side].push(...given.map(({ number }) => ({ layer, family, table, chain, rule: number })));
    }
  }
  const ports = new Map<string, ExplainedPort>();
  for (const { map } of layers) {
    for (const { device, sources } of map.ports) {
      if (ports.has(device)) continue;
      const own = letting.get(device);
      const all = layers.flatMap((layer) => layer.map.ports.filter((port) => port.device === device));
      const known = all.length > 1 ? all.flatMap((port) => port.sources) : sources;
      ports.set(device, {
        device,
        addresses: distinct(known.map(({ address }) => address)),
        macs: distinct(known.map(({ mac }) => mac)),
        letsIn: own?.in ?? [],
        letsOut: own?.out ?? [],
      });
    }
  }
  return [...ports.values()];
}

function distinct(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
