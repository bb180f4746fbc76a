import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Step, stepFiles } from '../../compiler/index.ts';
import { PortreeveError, reasonOf } from '../../model/index.ts';
import { makeFolder } from '../../files/index.ts';

/** Writes the files of steps below a folder, which is made if it is not there. */
export function createStepWriter(root: string) {
  let count = 0;
  return {
    /** The same files into each of the folders. */
    write(step: Step, folders: readonly string[]): void {
      const files = Object.entries(stepFiles(step));
      for (const folder of folders) {
        for (const [name, text] of files) {
          writeOne(join(root, folder), name, text);
          count += 1;
        }
      }
    },
    count: () => count,
  };
}

function writeOne(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  try {
    makeFolder(folder);
    writeFileSync(path, text);
  } catch (error) {
    throw new PortreeveError('FILE_UNWRITABLE', { path, reason: reasonOf(error) }, { cause: error });
  }
}
