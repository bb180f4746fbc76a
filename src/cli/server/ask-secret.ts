import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { PortreeveError } from '../../model/index.ts';
import type { World } from '../context.ts';

/** Asks on standard error and reads lines that nobody sees. Throws PASSWORD_NOT_GIVEN on Ctrl-C or the input's end. */
export async function askSecrets({ stdin, stderr }: World, questions: readonly string[]): Promise<readonly string[]> {
  const terminal = 'isTTY' in stdin && stdin.isTTY === true;
  // On a terminal readline echoes what is typed to its output itself: to nowhere, here.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output, terminal });
  lines.once('SIGINT', () => lines.close());
  const answers: string[] = [];
  // Lines that come before they are asked for (in a pipe all do) wait here.
  const typed = lines[Symbol.asyncIterator]();
  try {
    for (const question of questions) {
      stderr.write(question);
      const { value, done } = await typed.next();
      if (terminal) stderr.write('\n');
      if (done === true) throw new PortreeveError('PASSWORD_NOT_GIVEN');
      answers.push(String(value));
    }
    return answers;
  } finally {
    lines.close();
  }
}
