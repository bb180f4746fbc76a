import { type JourneyEnd, type JourneyHost, plainNames } from '../../explain/index.ts';
import { PortreeveError, near, parseAddress, parseCidr } from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { Asked } from '../ask-server.ts';
import { type QuestionService, askedFamily } from '../question-service.ts';
import type { DumpedHost } from './dumped-host.ts';
import { type PlacedPort, findPort } from './find-port.ts';
import { oneLayer } from './one-layer.ts';

/**
 * A question that is asked of dumps in place of a server, each of one host. Ports are found by their tap, the start of
 * their id, or an address that the rules let them send from; any other address is outside. Throws NOT_IN_DUMPS,
 * TWO_RULESETS, NOTHING_IN_BETWEEN.
 */
export function askDumps(
  dumped: readonly { readonly name: string; readonly host: DumpedHost }[],
  { from, to, service }: { readonly from: string; readonly to: string; readonly service: QuestionService },
): Asked {
  const family =
    askedFamily(
      [from, to].flatMap((text) => parseAddress(text) ?? []),
      service,
    ) ?? 'ipv4';
  const hosts = new Map(dumped.map(({ name, host }) => [name, journeyHost(name, host, family)]));
  const all = [...hosts.values()].flatMap(({ name, map }) => map.ports.map((port) => ({ host: name, port })));
  const question = {
    from: findEnd(from, all, hosts, family),
    to: findEnd(to, all, hosts, family),
    family,
    flow: service.flow(family),
    tunnel: null,
  };
  const ends = [question.from, question.to];
  if (ends.every(({ kind }) => kind === 'outside')) throw new PortreeveError('NOTHING_IN_BETWEEN', { from, to });
  return { question, service, hosts, names: plainNames };
}

function journeyHost(name: string, host: DumpedHost, family: Family): JourneyHost {
  const hidesRules = host.read.findings.some(({ code }) => code === 'legacy_tables');
  const { map } = oneLayer(host, family);
  const known = { isLive: false, expected: null, differences: 0, agent: null, hidesRules };
  return { name, map, sets: host.sets, doubts: host.doubts, ...known };
}

function findEnd(
  text: string,
  all: readonly PlacedPort[],
  hosts: ReadonlyMap<string, JourneyHost>,
  family: Family,
): JourneyEnd {
  if (text.startsWith('host:')) {
    const name = text.slice('host:'.length);
    throw new PortreeveError(hosts.has(name) ? 'HOST_WITHOUT_ADDRESS' : 'NOT_IN_DUMPS', {
      host: name,
      text: name,
      meant: near(name, [...hosts.keys()]) ?? [...hosts.keys()].join(', '),
    });
  }
  const address = parseAddress(text);
  const found = findPort(text, all);
  if (found) return endOf(found, address, family);
  if (address !== undefined) return { kind: 'outside', address };
  const devices = all.map(({ port }) => port.device);
  throw new PortreeveError('NOT_IN_DUMPS', { text, meant: near(text, devices) ?? devices.slice(0, 5).join(', ') });
}

function endOf({ host, port }: PlacedPort, asked: string | undefined, family: Family): JourneyEnd {
  const isOfFamily = (text: string) => text.includes(':') === (family === 'ipv6');
  const own = port.sources.flatMap(({ address, mac }) =>
    address !== null && isOfFamily(address) ? [{ address, mac }] : [],
  );
  const source = own.find(({ address }) => asked !== undefined && parseCidr(address) === parseCidr(asked)) ?? own[0];
  const address = asked ?? parseAddress(source?.address.replace(/\/(?:32|128)$/, '') ?? '');
  if (address === undefined) throw new PortreeveError('NO_ADDRESS_IN_FAMILY', { name: port.device, family });
  return {
    kind: 'port',
    name: port.device,
    device: port.device,
    host,
    bridge: null,
    uplink: null,
    network: null,
    address,
    mac: source?.mac ?? port.sources[0]?.mac ?? null,
    port: null,
    trouble: null,
  };
}
