import { PortreeveError, parseAddress, parseCidr, parseMac } from '../model/index.ts';

/** What "10.0.0.9" or "10.0.0.0/24=fa:16:3e:00:00:01" says, in the API's names. Throws BAD_PAIR. */
export function parsePair(text: string): { readonly ip_address: string; readonly mac_address?: string } {
  const [address = '', mac, ...rest] = text.split('=');
  const isAddress = parseCidr(address) !== undefined;
  if (!isAddress || rest.length > 0) throw new PortreeveError('BAD_PAIR', { text });
  if (mac === undefined) return { ip_address: address };
  if (parseMac(mac) === undefined) throw new PortreeveError('BAD_MAC', { text: mac });
  return { ip_address: address, mac_address: mac };
}

/** An address of a port, checked before it goes to the server. Throws BAD_ADDRESS. */
export function checkAddress(text: string): string {
  if (parseAddress(text) === undefined) throw new PortreeveError('BAD_ADDRESS', { text });
  return text;
}
