import { type AddressWords, addressMask, addressWords, compareAddresses, maskHolds } from '../address-words.ts';
import { type Answer, unknown } from '../answer.ts';

/** `-s`, `-d`. */
export function testAddress(
  option: '-s' | '-d',
  cidr: string,
  negated: boolean,
  address: AddressWords | undefined,
): Answer {
  const mask = addressMask(cidr);
  // A name of a host, as a listing without -n shows it, or an address that is none.
  if (!mask || !address) return unknown(`${option} ${cidr}`, negated);
  return maskHolds(mask, address) !== negated;
}

/** `-m iprange`, one side: "10.0.0.1-10.0.0.9". */
export function testRange(option: string, range: string, address: AddressWords | undefined): Answer {
  const dash = range.indexOf('-');
  const first = addressWords(dash < 0 ? range : range.slice(0, dash));
  const last = addressWords(dash < 0 ? range : range.slice(dash + 1));
  if (!first || !last || !address) return unknown(`-m iprange ${option} ${range}`);
  if (first.length !== address.length) return false;
  return compareAddresses(first, address) <= 0 && compareAddresses(address, last) <= 0;
}
