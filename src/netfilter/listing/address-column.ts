import { addressVersion } from '../../model/index.ts';
import type { Match } from '../match.ts';
import { parseRule } from '../parse-rule.ts';
import type { Family } from '../ruleset.ts';

/** Addresses of hosts and networks by their names in small letters, as /etc/hosts and /etc/networks have them. */
export type HostNames = ReadonlyMap<string, readonly string[]>;

export interface ReadAddress {
  /** Null: every address. */
  readonly match: Match | null;
  /** A name, and whether an address for it is known: given by the user, taken from `usualNames`, or not at all. */
  readonly name?: { readonly text: string; readonly from: 'given' | 'usual' | 'nowhere' };
}

/** Names that every host has: RFC 6761, and /etc/networks of Debian (netbase). */
const usualNames: HostNames = new Map([
  ['localhost', ['127.0.0.1', '::1']],
  ['loopback', ['127.0.0.0']],
  ['link-local', ['169.254.0.0']],
]);

/**
 * The source or destination column. A name without a known address makes a match for "that address, whatever it is":
 * nothing answers it, and the same name asks the same everywhere.
 */
export function readAddress(
  kind: 'source' | 'destination',
  column: string,
  family: Family,
  hosts: HostNames,
): ReadAddress {
  const negated = column.startsWith('!');
  const text = negated ? column.slice(1) : column;
  const isAll = text === 'anywhere' || text === '0.0.0.0/0' || text === '::/0';
  if (isAll && !negated) return { match: null };
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const mask = slash < 0 ? (family === 'ipv4' ? '/32' : '/128') : text.slice(slash);
  if (isAll) return { match: readOne(kind, family === 'ipv4' ? '0.0.0.0/0' : '::/0', negated) };
  if (addressVersion(host) !== undefined) return { match: readOne(kind, `${host}${mask}`, negated) };
  const version = family === 'ipv4' ? 4 : 6;
  const find = (names: HostNames) =>
    names.get(host.toLowerCase())?.find((address) => addressVersion(address) === version);
  const given = find(hosts);
  const address = given ?? find(usualNames);
  if (address === undefined) {
    return { match: { kind, cidr: text, negated }, name: { text: host, from: 'nowhere' } };
  }
  return {
    match: readOne(kind, `${address}${mask}`, negated),
    name: { text: host, from: given === undefined ? 'usual' : 'given' },
  };
}

/** As the save text would say it, so that both come to the same match: a mask with holes in it, too. */
function readOne(kind: 'source' | 'destination', cidr: string, negated: boolean): Match | null {
  const said = `${negated ? '! ' : ''}${kind === 'source' ? '-s' : '-d'} ${cidr}`;
  return parseRule(said, () => false).matches[0] ?? null;
}
