import { addressVersion, parseAddress, parseCidr } from '../../model/index.ts';
import type { AddressPairRow } from '../../store/index.ts';
import { generic, port as refusals } from '../errors.ts';
import {
  type Kind,
  addressOrCidrSchema,
  isObject,
  kind,
  listOf,
  mac,
  orUndefined,
  printed,
  record,
} from '../resource/kind.ts';
import { type Schema, list, object } from '../resource/schema.ts';

/** Allowed address pairs of a port: section 6 of the API's description. */
export const mostPairs = 10;

export interface GivenPair {
  readonly ip_address: string;
  readonly mac_address: string | undefined;
}

const pair = record({ ip_address: kind((item) => item, addressOrCidrSchema), mac_address: orUndefined(mac) });
const pairSchema: Schema = { ...pair.schema, required: ['ip_address'] };

function readPairs(value: unknown, attribute: string): readonly GivenPair[] {
  const pairs = listOf(pair).read(value, attribute);
  if (pairs.length > mostPairs) throw refusals.tooManyPairs(mostPairs);
  const read = pairs.map(({ ip_address: text, mac_address }) => {
    if (text === undefined || text === null) throw refusals.pairWithoutAddress();
    const address = typeof text === 'string' ? (parseAddress(text) ?? (text.includes('/') && parseCidr(text))) : false;
    if (!address || typeof text !== 'string') throw generic.badRequest(`'${printed(text)}' is not a valid IP address`);
    // A prefix is shown as it was given, host bits and all; only an address has one spelling.
    return { ip_address: addressVersion(text) === undefined ? text : address, mac_address };
  });
  const seen = new Set<string>();
  for (const { ip_address: address, mac_address: macAddress } of read) {
    const key = `${macAddress ?? 'None'} ${address}`;
    if (seen.has(key)) throw refusals.pairTwice(macAddress ?? 'None', address);
    seen.add(key);
  }
  return read;
}

export const addressPairs: Kind<readonly GivenPair[]> = kind(
  readPairs,
  { ...listOf(pair, mostPairs).schema, items: pairSchema, uniqueItems: true },
  undefined,
  list(pair.shown),
);

export function settlePairs(pairs: readonly GivenPair[], portMac: string): readonly AddressPairRow[] {
  return pairs.map(({ ip_address, mac_address }) => ({ ip_address, mac_address: mac_address ?? portMac }));
}

const bare = object({ allowed_address_pairs: addressPairs.schema });
/** What `readPairsBody` reads. */
export const pairsBodySchema: Schema = { anyOf: [object({ port: bare }), bare] };

/** `{"port": {"allowed_address_pairs": [...]}}` of the two actions, the wrapper left out or not. */
export function readPairsBody(body: unknown): readonly GivenPair[] {
  const inner = isObject(body) && isObject(body['port']) ? body['port'] : body;
  if (!isObject(inner) || !Object.hasOwn(inner, 'allowed_address_pairs')) {
    throw generic.noWrapper('allowed_address_pairs');
  }
  return readPairs(inner['allowed_address_pairs'], 'allowed_address_pairs');
}

export function samePair(a: AddressPairRow, b: AddressPairRow): boolean {
  return a.ip_address === b.ip_address && a.mac_address === b.mac_address;
}
