import type { Store, Writer } from '../../store/index.ts';

/** Runs work that changes things, and undoes it; what it gave stays. Nobody else sees anything of it. */
export async function dryRun<R>(store: Store, work: (tx: Writer) => Promise<R>): Promise<R> {
  const done: { value?: R } = {};
  const undo = new Error('undone on purpose');
  try {
    await store.write(async (tx) => {
      done.value = await work(tx);
      throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
  return done.value as R;
}
