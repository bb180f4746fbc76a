import { readFile } from 'node:fs/promises';
import { PortreeveError, reasonOf } from '../../model/index.ts';

/** The text of a host-state file; "-" is the standard input. */
export async function readState(path: string, stdin: NodeJS.ReadableStream): Promise<string> {
  try {
    return path === '-' ? await readAll(stdin) : await readFile(path, 'utf8');
  } catch (error) {
    throw new PortreeveError('FILE_UNREADABLE', { path, reason: reasonOf(error) }, { cause: error });
  }
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
