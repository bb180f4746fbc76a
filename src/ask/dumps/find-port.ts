import type { MappedPort } from '../../explain/index.ts';
import { PortreeveError, cidrContains, parseAddress, parseCidr } from '../../model/index.ts';

/** A port of one of the dumps, with the name of its host. */
export interface PlacedPort {
  readonly host: string;
  readonly port: MappedPort;
}

/**
 * The port that is meant by its tap, an id or the start of one, or an address that the rules let it send from.
 * Undefined: none is. Throws AMBIGUOUS.
 */
export function findPort<P extends PlacedPort>(text: string, all: readonly P[]): P | undefined {
  const address = parseAddress(text);
  return address === undefined ? byName(text, all) : bySource(address, all);
}

function byName<P extends PlacedPort>(text: string, all: readonly P[]): P | undefined {
  const isIt = ({ port: { device } }: P) => {
    const id = device.slice('tap'.length);
    return device.startsWith(text) || (text.length >= 4 && (id.startsWith(text) || text.startsWith(id)));
  };
  const found = all.filter(isIt);
  const [only, second] = found;
  if (second === undefined) return only;
  const exact = found.filter(({ port }) => port.device === text);
  if (exact.length === 1) return exact[0];
  const candidates = found.map(({ host, port }) => `${port.device} (${host})`).join(', ');
  throw new PortreeveError('AMBIGUOUS', { nouns: 'cli.nounPortMany', text, count: found.length, candidates });
}

/** An address of its own before a prefix that holds it. */
function bySource<P extends PlacedPort>(address: string, all: readonly P[]): P | undefined {
  const parsed = parseAddress(address);
  const whole = parseCidr(address);
  const isOwn = ({ port }: P) => port.sources.some((source) => parseCidr(source.address ?? '') === whole);
  const isHeld = ({ port }: P) =>
    port.sources.some((source) => {
      const cidr = parseCidr(source.address ?? '');
      return cidr !== undefined && parsed !== undefined && cidrContains(cidr, parsed);
    });
  return all.find(isOwn) ?? all.find(isHeld);
}
