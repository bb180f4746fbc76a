// Builds the dashboard into dist/web, which the server serves at /ui.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/** Layers that pages are made of; the lockfile stands for the libraries. */
const sources = [
  'src/web',
  'src/words',
  'src/model',
  'src/netfilter',
  'src/compiler',
  'src/explain',
  'src/objects',
  'src/ask',
  'src/policy',
  'src/wire',
];
const others = ['package-lock.json', 'scripts/pages.js'];

/** Builds the pages, unless they are newer than everything that they are made of. */
export async function pagesIfStale() {
  const made = timeOf(path('dist/web/index.html'));
  if (made > 0 && [...sources.map(newest), ...others.map((file) => timeOf(path(file)))].every((time) => time <= made)) {
    return;
  }
  const { build } = await import('vite');
  // Whoever calls us (a test, for one) may be set to another one: pages are always built as they are served.
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  await build(config).finally(() => {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  });
}

// Layers do nothing when they are loaded: what a page does not use of them is left out.
const treeshake = { moduleSideEffects: [{ test: /\/src\/(?!web\/).*\.ts$/, sideEffects: false }] };

const config = {
  configFile: false,
  root: path('src/web'),
  base: '/ui/',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic' } },
  // A worker's program is like the pages' own: modules, of which some come late.
  worker: { format: 'es', rolldownOptions: { treeshake } },
  build: {
    outDir: path('dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    // Nothing in place of a file: the pages' policy lets no script run that is not one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // Libraries mark what may run in a browser only, which is all of ours.
      onLog: (level, log, show) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && show(level, log),
      treeshake,
      output: {
        // What every page needs at once, in one file: each file is a request of its own, and sixty small ones take longer
        // than what is in them.
        codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
      },
    },
  },
};

function timeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newest(folder) {
  const names = ['.', ...readdirSync(path(folder), { recursive: true })];
  return Math.max(...names.map((name) => timeOf(join(path(folder), name))));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await pagesIfStale();
