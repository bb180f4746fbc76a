import type { TestContext } from 'vitest';
import { probeReality } from '../../src/lab/index.ts';

const reality = probeReality('nft');

/** Leaves a test out, and says why, where this machine gives no private namespaces. */
export async function needsNamespaces(context: TestContext): Promise<void> {
  const answer = await reality;
  if (!answer.real) context.skip(`no private namespaces here: ${answer.why}`);
}
