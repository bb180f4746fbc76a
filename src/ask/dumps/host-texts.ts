import { isObject } from '../../objects/index.ts';
import type { HostText } from '../../explain/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { DumpText } from './dump-text.ts';

/** What one file says of a host. */
export interface FileTexts {
  readonly texts: readonly HostText[];
  /** Families of which the file says that the host has no rules. */
  readonly without: readonly Family[];
}

/** A file of texts as it is; of the JSON that `host show` prints, its texts by their keys. */
export function textsOf({ path, text }: DumpText): FileTexts {
  const name = path === '-' ? 'stdin' : path;
  const json = text.trimStart().startsWith('{') ? parseObject(text) : undefined;
  if (!json) return { texts: text.trim() === '' ? [] : [{ name, text }], without: [] };
  const texts: HostText[] = [];
  const without: Family[] = [];
  for (const key of ['ipv4', 'ipv6', 'ipset'] as const) {
    const value = json[key];
    if (typeof value !== 'string') continue;
    const family = key === 'ipset' ? undefined : key;
    if (value.trim() !== '') texts.push({ name: `${name} ${key}`, text: value, ...(family && { family }) });
    else if (family) without.push(family);
  }
  return { texts, without };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
