import { fetchHost } from '../../objects/index.ts';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { takeDump, type DumpText } from '../../ask/index.ts';
import type { Context } from '../context.ts';
import { readText } from './read-text.ts';

/**
 * The texts that are meant by one argument: a file; "-" for the standard input; of a folder its `iptables.v4`,
 * `iptables.v6` and `ipset`, as `portreeve compile --out` writes them; of "host:NAME" what the host's kernel holds now,
 * asked of the server.
 */
export async function textsAt(call: Context, path: string): Promise<readonly DumpText[]> {
  if (path.startsWith('host:')) return [await liveText(call, path)];
  if (path !== '-' && (await isFolder(path))) {
    const there = new Set(await readdir(path));
    const files = folderFiles.filter((name) => there.has(name)).map((name) => join(path, name));
    return Promise.all(files.map((file) => readText(file, call.world.stdin)));
  }
  return [await readText(path, call.world.stdin)];
}

const folderFiles = ['iptables.v4', 'iptables.v6', 'ipset'] as const;

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Reading it says what is wrong.
    return false;
  }
}

async function liveText(call: Context, path: string): Promise<DumpText> {
  const client = await call.client();
  const { host } = await fetchHost(client, path.slice('host:'.length));
  const { ipv4, ipv6, ipset } = await takeDump(client, host);
  return { path, text: JSON.stringify({ ipv4, ipv6, ipset }) };
}
