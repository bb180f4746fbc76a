export type Hops = (ttl: number | undefined) => number | undefined;

/** `-j TTL`, `-j HL`: never below 0 or above 255. */
export function hopChange(text: string): Hops {
  const found = /^--(?:ttl|hl)-(set|dec|inc) ([0-9]{1,3})$/.exec(text);
  if (!found) return () => undefined;
  const by = Number(found[2]);
  return (ttl) => {
    if (found[1] === 'set') return by;
    if (ttl === undefined) return undefined;
    return found[1] === 'dec' ? Math.max(0, ttl - by) : Math.min(255, ttl + by);
  };
}

const number = '(0x[0-9a-f]{1,2}|[0-9]{1,3})';
const option = new RegExp(`^--(set-dscp|set-tos|and-tos|or-tos|xor-tos) ${number}(?:/${number})?$`, 'i');

/** `-j DSCP`, `-j TOS`. DSCP leaves the two bits of ECN alone. */
export function tosChange(text: string): (tos: number | undefined) => number | undefined {
  const found = option.exec(text);
  if (!found) return () => undefined;
  const value = Number(found[2]);
  const mask = found[3] === undefined ? 0xff : Number(found[3]);
  switch (found[1]?.toLowerCase()) {
    case 'set-dscp':
      return turned(0xfc, (value << 2) & 0xfc);
    case 'set-tos':
      return turned(mask, value);
    case 'and-tos':
      return turned(~value & 0xff, 0);
    case 'or-tos':
      return turned(value, value);
    default:
      return turned(0, value);
  }
}

function turned(mask: number, value: number): (tos: number | undefined) => number | undefined {
  if (mask === 0xff) return () => value;
  return (tos) => (tos === undefined ? undefined : (tos & ~mask & 0xff) ^ value);
}
