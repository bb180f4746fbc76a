import { type HostNames, parseHostNames } from '../../explain/index.ts';
import type { Context } from '../context.ts';
import { readText } from './read-text.ts';

/** Addresses of the names that a listing without -n prints, from a file as /etc/hosts is one. */
export async function readNames({ world }: Context, path: string): Promise<HostNames> {
  return parseHostNames((await readText(path, world.stdin)).text);
}
