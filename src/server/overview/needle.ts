/** What somebody looks for: a text, and the starts of ids that it may stand for. */
export interface Needle {
  readonly text: string;
  readonly idStarts: readonly string[];
}

/** Names on a host that have a port's or a group's id in them, and how much of it. */
const onHosts: readonly RegExp[] = [
  // Interfaces: tape68040f5-c3, and the same as it is in chains of ebtables (neutronMAC-tape68040f5-c3).
  /^(?:neutron(?:MAC|ARP)-)?(?:tap|qvo|qvb|qbr)([0-9a-f]{2}[0-9a-f-]*)$/,
  // Chains of iptables: neutron-linuxbri-ie68040f5-c.
  /^(?:[\w-]+-)?[ios]([0-9a-f]{8}-[0-9a-f]{0,2})$/,
  // Bridges: brq5d62f26f-8d, and sets: NIPv43e07d4ff-0fdd-4fe0-988f-.
  /^brq([0-9a-f]{2}[0-9a-f-]*)$/,
  /^NIPv[46]([0-9a-f]{2}[0-9a-f-]*)$/i,
];

/** Ids are looked for by their start only, and only by one that few have. */
const idStart = /^[0-9a-f]{4}[0-9a-f-]*$/i;

/** Reads what was typed. Undefined if there is nothing to look for. */
export function readNeedle(typed: string): Needle | undefined {
  const text = typed.trim();
  if (text === '' || text.includes('\0')) return undefined;
  const named = onHosts.flatMap((pattern) => pattern.exec(text)?.[1] ?? []);
  const starts = [...named, ...(idStart.test(text) ? [text.toLowerCase()] : [])];
  return { text, idStarts: [...new Set(starts)] };
}
