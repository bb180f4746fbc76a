import { PortreeveError } from '../../model/index.ts';
import { parseAssertion } from '../../policy/index.ts';
import { readList } from './read-list.ts';

/** The assertions of a file. Throws ASSERTION_INVALID. */
export async function readAssertions(path: string, stdin: NodeJS.ReadableStream): Promise<readonly string[]> {
  const list = await readList(path, 'assertions', stdin);
  return list.map((item) => {
    const text = typeof item === 'string' ? item : JSON.stringify(item);
    if (typeof parseAssertion(text) === 'string') throw new PortreeveError('ASSERTION_INVALID', { text });
    return text;
  });
}
