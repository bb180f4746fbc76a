import { isObject } from '../../objects/index.ts';
import { PortreeveError, reasonOf } from '../../model/index.ts';
import { readState } from '../compile/read-state.ts';

/**
 * A YAML or JSON file that is a list, or an object with the list as its member; "-" is the standard input. Throws
 * FILE_UNREADABLE and LIST_EXPECTED.
 */
export async function readList(path: string, key: string, stdin: NodeJS.ReadableStream): Promise<readonly unknown[]> {
  const text = await readState(path, stdin);
  const { parse } = await import('yaml');
  let file: unknown;
  try {
    file = parse(text);
  } catch (cause) {
    throw new PortreeveError('LIST_EXPECTED', { path, key, reason: reasonOf(cause).split('\n')[0] ?? '' }, { cause });
  }
  const list = isObject(file) ? file[key] : file;
  if (!Array.isArray(list)) throw new PortreeveError('LIST_EXPECTED', { path, key, reason: typeof list });
  return list;
}
