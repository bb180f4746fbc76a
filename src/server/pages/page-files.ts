import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface PageFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
}

/** A file of the built pages, read and packed when it is first asked for; undefined if there is none of that name. */
export type PageFiles = (name: string) => Promise<PageFile | undefined>;

/** `folder`: where Vite built the pages to. Names are one word, so that no path leads out of it. */
export function pageFiles(folder: string): PageFiles {
  const known = new Map<string, Promise<PageFile | undefined>>();
  return (name) => {
    const type = /^(?:assets\/)?\w[\w-]*(?:\.[\w-]+)*$/.test(name) ? types[extname(name)] : undefined;
    if (type === undefined) return Promise.resolve(undefined);
    let file = known.get(name);
    if (file === undefined) {
      file = read(join(folder, name), type);
      known.set(name, file);
      // What is not there may be there later; names that are none are many.
      void file.then((found) => found === undefined && known.delete(name));
    }
    return file;
  };
}

async function read(path: string, type: string): Promise<PageFile | undefined> {
  try {
    const plain = await readFile(path);
    return { type, plain, zipped: await promisify(gzip)(plain, { level: 9 }) };
  } catch {
    return undefined;
  }
}
