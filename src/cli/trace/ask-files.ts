import { type Asked, askedFamily, isObject, type QuestionService } from '../../ask/index.ts';
import { basename } from 'node:path';
import { type JourneyEnd, type JourneyHost, type MappedPort, plainNames } from '../../explain/index.ts';
import { PortreeveError, cidrContains, near, parseAddress, parseCidr } from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import { type DumpText, type DumpedHost, hostOfTexts, readDumpText } from './dump-texts.ts';

interface DumpedJourneyHost {
  readonly host: JourneyHost;
  readonly oddities: DumpedHost['oddities'];
}

/** A port of one of the dumps. */
interface FoundPort {
  readonly host: JourneyHost;
  readonly port: MappedPort;
}

/**
 * The same question without a server: each file is what one host holds, as text of iptables-save, ip6tables-save and ipset save
 * together, or as `host show --json` gives it. Ports are found by their tap, the start of their id, or an address that
 * the rules let them send from; any other address is outside. Throws NOT_IN_DUMPS.
 */
export async function askFiles(
  paths: readonly string[],
  stdin: NodeJS.ReadableStream,
  { from, to, service }: { readonly from: string; readonly to: string; readonly service: QuestionService },
): Promise<Asked & { readonly oddities: DumpedHost['oddities'] }> {
  const read = await Promise.all(paths.map((path) => readDumpText(path, stdin)));
  const names = hostNames(paths);
  const dumped = read.map((text, index) => readHost(text, names[index] ?? text.path));
  const hosts = new Map(dumped.map(({ host }) => [host.name, host]));
  const all = [...hosts.values()].flatMap((host) => host.map.ports.map((port) => ({ host, port })));
  const family =
    askedFamily(
      [from, to].flatMap((text) => parseAddress(text) ?? []),
      service,
    ) ?? 'ipv4';
  const question = {
    from: findEnd(from, all, hosts, family),
    to: findEnd(to, all, hosts, family),
    family,
    flow: service.flow(family),
    tunnel: null,
  };
  const ends = [question.from, question.to];
  if (ends.every(({ kind }) => kind === 'outside')) throw new PortreeveError('NOTHING_IN_BETWEEN', { from, to });
  return { question, service, hosts, names: plainNames, oddities: dumped.flatMap(({ oddities }) => oddities) };
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

function readHost(text: DumpText, name: string): DumpedJourneyHost {
  const { rules, sets } = partsOf(text);
  const { map, sets: members, oddities } = hostOfTexts(rules, sets, 'ipv4');
  const hidesRules = rules.some((each) => /^# Warning: iptables-\w+ tables present/m.test(each.text));
  const host = { name, map, sets: members, isLive: false, expected: null, differences: 0, agent: null, hidesRules };
  return { host, oddities };
}

/** Texts of a dump by their kind. Lines of the other kind are left empty, so that those that are read keep their numbers. */
function partsOf({ path, text }: DumpText): {
  readonly rules: readonly DumpText[];
  readonly sets: readonly DumpText[];
} {
  const json = text.trimStart().startsWith('{') ? parseObject(text) : undefined;
  if (json) {
    const member = (key: string) => (typeof json[key] === 'string' ? [{ path, text: json[key] }] : []);
    return { rules: [...member('ipv4'), ...member('ipv6')], sets: member('ipset') };
  }
  const isSet = (line: string) => /^\s*(?:create|add) /.test(line);
  const lines = text.split('\n');
  const only = (wanted: boolean) => lines.map((line) => (isSet(line) === wanted ? line : '')).join('\n');
  return { rules: [{ path, text: only(false) }], sets: [{ path, text: only(true) }] };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function findEnd(
  text: string,
  all: readonly FoundPort[],
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
  const found = address === undefined ? byName(text, all) : bySource(address, all);
  if (found) return endOf(found, address, family);
  if (address !== undefined) return { kind: 'outside', address };
  const devices = all.map(({ port }) => port.device);
  throw new PortreeveError('NOT_IN_DUMPS', { text, meant: near(text, devices) ?? devices.slice(0, 5).join(', ') });
}

/** By the tap, or by an id or the start of one. */
function byName(text: string, all: readonly FoundPort[]): FoundPort | undefined {
  const isIt = ({ port: { device } }: FoundPort) => {
    const id = device.slice('tap'.length);
    return device.startsWith(text) || (text.length >= 4 && (id.startsWith(text) || text.startsWith(id)));
  };
  const found = all.filter(isIt);
  const [only, second] = found;
  if (second === undefined) return only;
  const candidates = found.map(({ host, port }) => `${port.device} (${host.name})`).join(', ');
  throw new PortreeveError('AMBIGUOUS', { nouns: 'cli.nounPortMany', text, count: found.length, candidates });
}

/** An address of its own before a prefix that holds it. */
function bySource(address: string, all: readonly FoundPort[]): FoundPort | undefined {
  const parsed = parseAddress(address);
  const whole = parseCidr(address);
  const isOwn = ({ port }: FoundPort) => port.sources.some((source) => parseCidr(source.address ?? '') === whole);
  const isHeld = ({ port }: FoundPort) =>
    port.sources.some((source) => {
      const cidr = parseCidr(source.address ?? '');
      return cidr !== undefined && parsed !== undefined && cidrContains(cidr, parsed);
    });
  return all.find(isOwn) ?? all.find(isHeld);
}

function endOf({ host, port }: FoundPort, asked: string | undefined, family: Family): JourneyEnd {
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
    host: host.name,
    bridge: null,
    uplink: null,
    network: null,
    address,
    mac: source?.mac ?? port.sources[0]?.mac ?? null,
    port: null,
    trouble: null,
  };
}
