import { fetchHost, hostPath, isObject, member, type Api, type HostRow } from '../objects/index.ts';
import type { Profile } from '../compiler/index.ts';
import { type JourneyHost, indexSets, mapHost } from '../explain/index.ts';
import type { HostState, NetworkId } from '../model/index.ts';
import { vxlanName } from '../netfilter/index.ts';
import { type HostDump, parseHostState } from '../wire/index.ts';
import { isDifferent } from './compare-hosts.ts';
import { expectedRules } from './expected-rules.ts';
import { liveDump } from './fetch-dump.ts';
import { type HostRules, rulesOfCompiled, rulesOfDump } from './host-rules.ts';

/** All that is asked of one host on the way. */
export interface HostOnTheWay {
  readonly row: HostRow;
  readonly state: HostState;
  readonly host: JourneyHost;
  /** The live dump; undefined: its agent does not answer. */
  readonly dump: HostDump | undefined;
  /** Port of a network's bridge that leads to other hosts; null: not known, or there is none. */
  uplinkOf(network: NetworkId): string | null;
}

/**
 * What a host holds and what it should hold: its state compiled, and, if its agent answers, its live rules, which then
 * count. `before`: what was found earlier; if the host was told nothing since, and has done nothing, that stands, and
 * its rules are not read again, unless `isAnew`. What is read is worked out only if it is not the same.
 */
export async function hostOnTheWay(
  api: Api,
  name: string,
  profile: Profile | undefined,
  { before, isAnew = false }: { readonly before?: HostOnTheWay | undefined; readonly isAnew?: boolean } = {},
): Promise<HostOnTheWay> {
  const row = await fetchHost(api, name);
  const kept = (known: HostOnTheWay) => ({ ...known, row, host: { ...known.host, agent: agentOf(row) } });
  if (before && !isAnew && isUnmoved(before.row, row)) return kept(before);
  const toldNothing = before !== undefined && before.row.revision === row.revision;
  const [answer, dump, mappings] = await Promise.all([
    toldNothing ? undefined : api.request('GET', hostPath(row.host, 'state')),
    row.alive ? liveDump(api, row.host) : undefined,
    interfaceMappings(api, row.host),
  ]);
  if (toldNothing && hasSameRules(before.dump, dump)) return { ...kept(before), dump };
  const state = answer === undefined && before ? before.state : parseHostState(answer?.body);
  const observed = dump && rulesOfDump(dump);
  const { compiled, difference } = await expectedRules(state, observed, profile);
  const should = rulesOfCompiled(compiled);
  const written = { state, ...compiled };
  const known = (rules: HostRules) => ({ map: mapHost(rules.rulesets, written), sets: indexSets(rules.sets) });
  const host: JourneyHost = {
    name: row.host,
    ...known(observed ?? should),
    isLive: observed !== undefined,
    expected: isDifferent(difference) ? known(should) : null,
    differences: [...difference.chains, ...difference.sets].reduce(
      (sum, { removed, added }) => sum + Math.max(1, removed.length + added.length),
      0,
    ),
    agent: agentOf(row),
    hidesRules: dump !== undefined && hidesRules(dump),
  };
  return { row, state, host, dump, uplinkOf: (network) => uplinkOf(state, network, mappings) };
}

function hasSameRules(before: HostDump | undefined, now: HostDump | undefined): boolean {
  if (before === undefined || now === undefined) return before === now;
  return withoutCounts(before) === withoutCounts(now);
}

const textsWithoutCounts = new WeakMap<HostDump, string>();

/** Counters move all the time, and say nothing of the rules. */
function withoutCounts(dump: HostDump): string {
  const known = textsWithoutCounts.get(dump);
  if (known !== undefined) return known;
  const { ipv4, ipv6, ipset } = dump;
  const text = [ipv4, ipv6, ipset]
    .map((one) => one.replaceAll(/\[\d+:\d+\]/g, '').replaceAll(/^# [GC].*$/gm, ''))
    .join('\n');
  textsWithoutCounts.set(dump, text);
  return text;
}

function isUnmoved(old: HostRow, now: HostRow): boolean {
  const facts = ({ revision, enforced_revision, alive, error, repaired }: HostRow) =>
    JSON.stringify([revision, enforced_revision, alive, error, repaired]);
  return facts(old) === facts(now);
}

function agentOf({ agent_id, revision, enforced_revision, error }: HostRow): JourneyHost['agent'] {
  return agent_id === null ? null : { revision, enforced: enforced_revision, problem: error };
}

/** The program says so where the other kind of iptables holds rules, too. */
function hidesRules({ ipv4, ipv6 }: HostDump): boolean {
  return /^# Warning: iptables-\w+ tables present/m.test(`${ipv4}\n${ipv6}`);
}

/** Interface of each physical network, as the agent told the server. */
async function interfaceMappings(api: Api, host: string): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await api.request('GET', `/v2.0/agents?host=${encodeURIComponent(host)}`);
  const agents = member(body, 'agents');
  const [agent] = Array.isArray(agents) ? agents : [];
  const mappings = member(member(agent, 'configurations'), 'interface_mappings');
  return isObject(mappings) ? mappings : {};
}

/** As the agent names the interfaces that it makes. */
function uplinkOf(state: HostState, id: NetworkId, mappings: Readonly<Record<string, unknown>>): string | null {
  const network = state.networks.get(id);
  if (!network) return null;
  if (network.networkType === 'vxlan') return vxlanName(network.segmentationId ?? 0);
  const parent = mappings[network.physicalNetwork ?? ''];
  if (network.networkType === 'local' || typeof parent !== 'string') return null;
  const isTagged = network.networkType === 'vlan' && network.segmentationId !== null;
  return isTagged ? `${parent}.${network.segmentationId}` : parent;
}
