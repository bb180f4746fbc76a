import { readFile } from 'node:fs/promises';
import type { DumpText } from '../../ask/index.ts';
import { PortreeveError, reasonOf } from '../../model/index.ts';

/** Reads a file, or the standard input for "-". Throws FILE_UNREADABLE, and NOT_TEXT for what is no text. */
export async function readText(path: string, stdin: NodeJS.ReadableStream): Promise<DumpText> {
  const text = await contentOf(path, stdin);
  if (isBinary(text)) throw new PortreeveError('NOT_TEXT', { path });
  return { path, text };
}

async function contentOf(path: string, stdin: NodeJS.ReadableStream): Promise<string> {
  try {
    if (path !== '-') return await readFile(path, 'utf8');
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    throw new PortreeveError('FILE_UNREADABLE', { path, reason: reasonOf(error) }, { cause: error });
  }
}

/** How much of a file is looked at, and how much of that may be neither text nor white space. */
const looked = 4096;
const mostForeign = 0.2;

/** A dump with a few broken characters is still read; an archive or a picture is not even tried. */
function isBinary(text: string): boolean {
  const start = text.slice(0, looked);
  let foreign = 0;
  for (let at = 0; at < start.length; at += 1) {
    const code = start.charCodeAt(at);
    if (code === 0xfffd || code === 0 || (code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 27)) {
      foreign += 1;
    }
  }
  return foreign > start.length * mostForeign;
}
