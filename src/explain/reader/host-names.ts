import { addressVersion } from '../../model/index.ts';
import type { HostNames } from '../../netfilter/index.ts';

/** The names in a text of the form of /etc/hosts (and of /etc/networks: name first). Lines of another form are left out. */
export function parseHostNames(text: string): HostNames {
  const names = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const words = (line.split('#')[0] ?? '').split(/\s+/).filter((word) => word !== '');
    const at = words.findIndex((word) => addressVersion(word) !== undefined);
    const address = words[at];
    if (address === undefined) continue;
    for (const name of words.toSpliced(at, 1)) {
      const key = name.toLowerCase();
      const addresses = names.get(key) ?? [];
      if (!addresses.includes(address)) addresses.push(address);
      names.set(key, addresses);
    }
  }
  return names;
}
