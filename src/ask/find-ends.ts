import {
  fetchHost,
  fetchRows,
  findOne,
  pickOne,
  ports,
  type Api,
  type HostRow,
  type PortRow,
} from '../objects/index.ts';
import { PortreeveError, parseAddress } from '../model/index.ts';

/** Who is meant by one end of a question. */
export type FoundEnd =
  /** `address`: it was asked for by this one. */
  | { readonly kind: 'port'; readonly row: PortRow; readonly address: string | undefined }
  | { readonly kind: 'host'; readonly row: HostRow; readonly address: string }
  | { readonly kind: 'outside'; readonly address: string };

/** What one text may mean; an address can be a port's on more than one network. */
type Candidate =
  | { readonly kind: 'ports'; readonly rows: readonly PortRow[]; readonly address: string }
  | Exclude<FoundEnd, { kind: 'outside' }>;

/**
 * Finds both ends: instances and ports by name, id, its start, tap, MAC or address, `host:NAME` for a host itself, any other
 * address as one outside. An address that several networks have is the one on the network of the other end. Throws
 * NOT_FOUND or AMBIGUOUS as every search does, and NOTHING_IN_BETWEEN if neither end is here.
 */
export async function findEnds(api: Api, from: string, to: string): Promise<readonly [FoundEnd, FoundEnd]> {
  const [near, far] = await Promise.all([find(api, from), find(api, to)]);
  const ends = [decide(near, far, from), decide(far, near, to)] as const;
  if (ends.every(({ kind }) => kind !== 'port') && ends.some(({ kind }) => kind === 'outside')) {
    throw new PortreeveError('NOTHING_IN_BETWEEN', { from, to });
  }
  const [first, second] = ends;
  if (first.kind === 'port' && second.kind === 'port' && first.row.id === second.row.id) {
    throw new PortreeveError('SAME_ENDS', { text: from });
  }
  return ends;
}

async function find(api: Api, text: string): Promise<Candidate> {
  if (text.startsWith('host:')) {
    const row = await fetchHost(api, text.slice('host:'.length));
    const address = parseAddress(row.tunneling_ip ?? '');
    if (address === undefined) throw new PortreeveError('HOST_WITHOUT_ADDRESS', { host: row.host });
    return { kind: 'host', row, address };
  }
  const address = parseAddress(text);
  if (address === undefined) return { kind: 'port', row: await findOne(api, ports, text), address };
  const rows = await fetchRows(api, ports, `fixed_ips=${encodeURIComponent(`ip_address=${address}`)}`);
  return { kind: 'ports', rows, address };
}

function decide(candidate: Candidate, other: Candidate, text: string): FoundEnd {
  if (candidate.kind !== 'ports') return candidate;
  const { rows, address } = candidate;
  const [only, second] = rows;
  if (only === undefined) return { kind: 'outside', address };
  if (second === undefined) return { kind: 'port', row: only, address };
  const networks = new Set(networksOf(other));
  const near = rows.filter((row) => networks.has(row.network_id));
  // None, or several: the search that every verb uses says so, with the candidates.
  return { kind: 'port', row: pickOne(near.length === 0 ? rows : near, ports, text), address };
}

function networksOf(candidate: Candidate): readonly string[] {
  if (candidate.kind === 'host') return [];
  return (candidate.kind === 'port' ? [candidate.row] : candidate.rows).map((row) => row.network_id);
}
