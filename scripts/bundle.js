// Puts the program into a few files, dist/run/*.js: a process that reads a dozen files in place of six hundred is there
// in half the time (docs/decisions/0007). The compiled layers stay what tests, benchmarks and importers use, and what
// runs when one of them is newer than the bundle.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/** Makes the bundle, unless it is newer than everything that was compiled. */
export async function bundleIfStale() {
  if (isFresh()) return;
  const { rolldown } = await import('rolldown');
  rmSync(path('dist/run'), { recursive: true, force: true });
  const bundle = await rolldown({
    input: path('dist/cli/main.js'),
    platform: 'node',
    // Has a binary of its own, and what is optional may be missing.
    external: [/^@?libsql/, /^pg$/],
    logLevel: 'warn',
  });
  await bundle.write({ dir: path('dist/run'), format: 'esm', chunkFileNames: '[name]-[hash].js' });
  await bundle.close();
}

function isFresh() {
  const timeOf = (file) => statSync(path(file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const made = timeOf('dist/run/main.js');
  return made > 0 && readdirSync(path('src')).every((layer) => timeOf(`dist/${layer}/.tsbuildinfo`) <= made);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleIfStale();
