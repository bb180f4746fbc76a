import { fetchNames, member, securityGroups, shortId, type Api, type PortRow } from '../objects/index.ts';
import type { Profile } from '../compiler/index.ts';
import type { JourneyEnd, JourneyHost, JourneyQuestion, Names } from '../explain/index.ts';
import { type BoundPort, PortreeveError, asId, parseAddress } from '../model/index.ts';
import { type Family, bridgeName, tapName } from '../netfilter/index.ts';
import { parseHostState } from '../wire/index.ts';
import { type FoundEnd, findEnds } from './find-ends.ts';
import { type HostOnTheWay, hostOnTheWay } from './host-on-the-way.ts';
import { type QuestionService, askedFamily } from './question-service.ts';

/** A question that can be evaluated, with the hosts on the way and how things are called. */
export interface Asked {
  readonly question: JourneyQuestion;
  readonly service: QuestionService;
  readonly hosts: ReadonlyMap<string, JourneyHost>;
  readonly names: Names;
}

/** The same, with what the server said of the ends and the hosts. */
export interface AskedServer extends Asked {
  readonly ends: readonly [FoundEnd, FoundEnd];
  readonly details: ReadonlyMap<string, HostOnTheWay>;
}

/** Port of the tunnels' packets: the kernel's usual one, which agents use unless they are told another. */
const vxlanPort = 8472;

/**
 * Finds who is meant and what their hosts hold, all by the server's API. `hostOf`: who asks often keeps what it knows of
 * hosts, and gives it here.
 */
export async function askServer(
  api: Api,
  {
    from,
    to,
    service,
    profile,
    hostOf = (name) => hostOnTheWay(api, name, profile),
  }: {
    readonly from: string;
    readonly to: string;
    readonly service: QuestionService;
    readonly profile: Profile | undefined;
    readonly hostOf?: (name: string) => Promise<HostOnTheWay>;
  },
): Promise<AskedServer> {
  const [ends, groupName] = await Promise.all([findEnds(api, from, to), groupNames(api)]);
  const hostNames = [...new Set(ends.flatMap((end) => hostNameOf(end) ?? []))];
  const found = await Promise.all(hostNames.map((name) => hostOf(name)));
  const details = new Map(found.map((each) => [each.row.host, each]));
  const family = familyOf(ends, service);
  const [first, second] = ends.map((end) => endOf(end, family, details));
  if (!first || !second) throw new PortreeveError('INTERNAL', { reason: 'a question without two ends' });
  const called = new Map([first, second].flatMap((end) => (end.kind === 'port' ? [[end.device, end.name]] : [])));
  return {
    question: { from: first, to: second, family, flow: service.flow(family), tunnel: tunnelOf(first, second, details) },
    service,
    hosts: new Map(found.map(({ host }) => [host.name, host])),
    names: { port: (device, port) => called.get(device) ?? (port?.name || device), group: groupName },
    ends,
    details,
  };
}

/** Security groups and address groups. No more of them than that: their rules are many, and come with the hosts that need them. */
async function groupNames(api: Api): Promise<(id: string) => string> {
  const fields = 'fields=id&fields=name';
  const [groupName, { body }] = await Promise.all([
    fetchNames(api, securityGroups, undefined, fields),
    api.request('GET', `/v2.0/address-groups?${fields}`),
  ]);
  const rows = member(body, 'address_groups');
  const named = (Array.isArray(rows) ? rows : []).map((row) => [member(row, 'id'), member(row, 'name')] as const);
  const addressGroups = new Map(named);
  return (id) => {
    const name = addressGroups.get(id);
    return typeof name === 'string' && name !== '' ? name : groupName(id);
  };
}

function hostNameOf(end: FoundEnd): string | undefined {
  if (end.kind === 'outside') return undefined;
  return end.kind === 'host' ? end.row.host : end.row['binding:host_id'] || undefined;
}

/** That of an address which was asked for, else of the protocol, else one that both ends have, IPv4 first. */
function familyOf(ends: readonly FoundEnd[], service: QuestionService): Family {
  const addresses = ends.flatMap((end) => (end.kind === 'port' ? (end.address ?? []) : end.address));
  const asked = askedFamily(addresses, service);
  if (asked !== undefined) return asked;
  const has = (family: Family) => ends.every((end) => addressIn(end, family) !== undefined);
  return has('ipv4') || !has('ipv6') ? 'ipv4' : 'ipv6';
}

function addressIn(end: FoundEnd, family: Family): string | undefined {
  const isIn = (address: string | undefined) => address !== undefined && address.includes(':') === (family === 'ipv6');
  if (end.kind !== 'port') return isIn(end.address) ? end.address : undefined;
  if (end.address !== undefined) return isIn(end.address) ? end.address : undefined;
  return end.row.fixed_ips.map(({ ip_address }) => parseAddress(ip_address)).find(isIn);
}

function nameOf(end: FoundEnd): string {
  if (end.kind === 'outside') return end.address;
  if (end.kind === 'host') return end.row.host;
  return end.row.name || end.row.device_id || shortId(end.row.id);
}

function endOf(end: FoundEnd, family: Family, details: ReadonlyMap<string, HostOnTheWay>): JourneyEnd {
  const address = addressIn(end, family);
  if (address === undefined) throw new PortreeveError('NO_ADDRESS_IN_FAMILY', { name: nameOf(end), family });
  if (end.kind === 'outside') return { kind: 'outside', address };
  if (end.kind === 'host') return { kind: 'host', name: end.row.host, address };
  const { row } = end;
  const host = row['binding:host_id'] ?? '';
  const known = details.get(host);
  const network = known?.state.networks.get(asId(row.network_id));
  const report = known?.row.ports.find(({ id }) => id === row.id)?.report;
  return {
    kind: 'port',
    name: nameOf(end),
    device: tapName(row.id),
    host: host === '' ? null : host,
    bridge: bridgeName(row.network_id),
    uplink: known?.uplinkOf(asId(row.network_id)) ?? null,
    network: { id: row.network_id, type: network?.networkType ?? 'vxlan', segment: network?.segmentationId ?? null },
    address,
    mac: row.mac_address,
    port: known?.state.ports.get(asId(row.id)) ?? portOf(row),
    trouble: report && report.status !== 'enforced' ? report.status : null,
  };
}

/** A port that is on no host, as hosts would be told of it. */
function portOf(row: PortRow): BoundPort | null {
  // The groups are left out: a state must hold every group that it names.
  const state = parseHostState({ host: 'none', ports: [{ ...row, security_groups: [] }], security_groups: [] });
  return state.ports.get(asId(row.id)) ?? null;
}

function tunnelOf(
  from: JourneyEnd,
  to: JourneyEnd,
  details: ReadonlyMap<string, HostOnTheWay>,
): JourneyQuestion['tunnel'] {
  if (from.kind !== 'port' || to.kind !== 'port' || from.host === to.host) return null;
  const addressOf = (host: string | null) => parseAddress(details.get(host ?? '')?.row.tunneling_ip ?? '');
  const [near, far] = [addressOf(from.host), addressOf(to.host)];
  return near === undefined || far === undefined ? null : { from: near, to: far, port: vxlanPort };
}
