/**
 * Addresses as words of 16 bits: two for IPv4, eight for IPv6. Plain numbers because the evaluator compares an address
 * with 100,000 rules: parsing a prefix to a bigint cost ten times as much as the walk itself.
 */
export type AddressWords = readonly number[];

/** A set of addresses: those that agree with `first` where `mask` has ones. */
export interface AddressMask {
  readonly first: AddressWords;
  readonly mask: AddressWords;
}

/** Undefined for what is no address. Reads what was printed by a tool: the gate for what people type is model's `parseAddress`. */
export function addressWords(text: string): AddressWords | undefined {
  return text.includes(':') ? v6Words(text) : v4Words(text);
}

/** "10.0.0.0/8", "2001:db8::/32", "10.0.0.1", and the masks without a length that iptables can print: "10.0.0.1/255.0.255.0". */
export function addressMask(text: string): AddressMask | undefined {
  const slash = text.indexOf('/');
  const first = addressWords(slash < 0 ? text : text.slice(0, slash));
  if (!first) return undefined;
  const after = slash < 0 ? String(first.length * 16) : text.slice(slash + 1);
  const mask = lengthPattern.test(after) ? lengthMask(Number(after), first.length) : addressWords(after);
  return mask && mask.length === first.length ? { first, mask } : undefined;
}

/** False for an address of the other family. */
export function maskHolds({ first, mask }: AddressMask, address: AddressWords): boolean {
  if (first.length !== address.length) return false;
  for (let i = 0; i < address.length; i += 1) {
    if ((((first[i] ?? 0) ^ (address[i] ?? 0)) & (mask[i] ?? 0)) !== 0) return false;
  }
  return true;
}

/** Below 0: a is the smaller address. */
export function compareAddresses(a: AddressWords, b: AddressWords): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The address with all but its first bits cleared, as a key of a map. */
export function prefixKey(address: AddressWords, length: number): string {
  let key = '';
  for (let i = 0; i < address.length; i += 1) {
    key += `${(address[i] ?? 0) & wordMask(length - i * 16)}.`;
  }
  return `${key}/${length}`;
}

/** The first address of what a key of `prefixKey` stands for: no canonical spelling in IPv6. */
export function keyAddress(key: string): string {
  const words = key.slice(0, key.indexOf('./')).split('.').map(Number);
  if (words.length > 2) return words.map((word) => word.toString(16)).join(':');
  return words.map((word) => `${word >> 8}.${word & 255}`).join('.');
}

const lengthPattern = /^[0-9]{1,3}$/;

function lengthMask(length: number, words: number): AddressWords | undefined {
  if (length > words * 16) return undefined;
  return Array.from({ length: words }, (_, i) => wordMask(length - i * 16));
}

function wordMask(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 16 ? 0xffff : (0xffff << (16 - bits)) & 0xffff;
}

function v4Words(text: string): AddressWords | undefined {
  let octets = 0;
  let value = 0;
  let octet = -1;
  for (let i = 0; i <= text.length; i += 1) {
    const code = i < text.length ? text.charCodeAt(i) : 46;
    if (code === 46) {
      if (octet < 0 || octet > 255) return undefined;
      value = value * 256 + octet;
      octets += 1;
      octet = -1;
    } else if (code >= 48 && code <= 57) {
      octet = (octet < 0 ? 0 : octet * 10) + code - 48;
      if (octet > 255) return undefined;
    } else {
      return undefined;
    }
  }
  return octets === 4 ? [Math.floor(value / 65536), value % 65536] : undefined;
}

const group = /^[0-9a-f]{1,4}$/i;

function v6Words(text: string): AddressWords | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = v6Groups(halves[0] ?? '');
  const tail = halves.length === 2 ? v6Groups(halves[1] ?? '') : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

function v6Groups(text: string): number[] | undefined {
  if (text === '') return [];
  const words: number[] = [];
  for (const part of text.split(':')) {
    if (part.includes('.')) {
      const v4 = v4Words(part);
      if (!v4) return undefined;
      words.push(...v4);
    } else {
      if (!group.test(part)) return undefined;
      words.push(Number.parseInt(part, 16));
    }
    if (words.length > 8) return undefined;
  }
  return words;
}
