/** Table nat of ebtables, as far as it is looked at here: rules stay texts, in the words of `ebtables-save`. */
export interface BridgeTable {
  readonly chains: ReadonlyMap<string, BridgeChain>;
}

export interface BridgeChain {
  /** "ACCEPT", "DROP", "RETURN". ebtables-nft shows that of an own chain and does not keep to it. */
  readonly policy: string;
  /** What follows `-A CHAIN`, with single blanks. */
  readonly rules: readonly string[];
}

/** As the kernel has it before anybody used it. */
export const emptyBridgeTable: BridgeTable = {
  chains: new Map(['PREROUTING', 'OUTPUT', 'POSTROUTING'].map((name) => [name, { policy: 'ACCEPT', rules: [] }])),
};

/**
 * Reads table nat of an `ebtables-save` (nft or legacy; the latter writes trailing blanks). A dump without the table is one
 * of a kernel that nobody used. Lines that are neither are passed over.
 */
export function parseBridgeSave(text: string): BridgeTable {
  const chains = new Map<string, { policy: string; rules: string[] }>();
  let inTable = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) {
      inTable = line.trim() === '*nat';
    } else if (inTable && line.startsWith(':')) {
      const [name = '', policy = ''] = line.slice(1).split(/\s+/);
      if (name !== '') chains.set(name, { policy, rules: [] });
    } else if (inTable && line.startsWith('-A ')) {
      const [, name = '', ...words] = line.trim().split(/\s+/);
      chains.get(name)?.rules.push(words.join(' '));
    }
  }
  return chains.size === 0 ? emptyBridgeTable : { chains };
}

/** The table as `ebtables-save` of ebtables-nft prints it; nothing at all for a table that nobody used. */
export function printBridgeSave(table: BridgeTable): string {
  const builtIn = [...emptyBridgeTable.chains.keys()];
  const own = [...table.chains.keys()].filter((name) => !builtIn.includes(name)).sort();
  const names = [...builtIn, ...own];
  const lines = ['*nat', ...names.map((name) => `:${name} ${table.chains.get(name)?.policy ?? 'ACCEPT'}`)];
  for (const name of names) {
    for (const rule of table.chains.get(name)?.rules ?? []) lines.push(`-A ${name} ${rule}`);
  }
  return `${lines.join('\n')}\n`;
}
