import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { ClosingLine } from './scripts/closing-line.js';

// One for each core: most tests wait for programs that they start, or for pages.
const maxWorkers = availableParallelism();

/** A server and a browser for each file. What they load is much, and loaded once. */
const inBrowser = {
  globalSetup: ['test/web/global-setup.ts'],
  setupFiles: ['test/setup.ts'],
  pool: 'forks',
  isolate: false,
  maxWorkers,
  sequence: { groupOrder: 1 },
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLine()],
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['test/setup.ts'],
          include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/golden/**/*.test.ts', 'test/properties/**/*.test.ts'],
          exclude: ['src/**/*.{kernel,postgres}.test.ts'],
          pool: 'threads',
          isolate: false,
          maxWorkers,
          testTimeout: 30_000,
        },
      },
      {
        // What has to do with the store, once more on PostgreSQL.
        test: {
          name: 'postgres',
          globalSetup: ['test/postgres/global-setup.ts'],
          setupFiles: ['test/setup.ts', 'test/postgres/skip-without.ts'],
          include: ['src/**/*.postgres.test.ts', 'src/server/**/*.test.ts', 'test/golden/api/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          maxWorkers,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Real programs, sockets, and namespaces of their own: a process per file.
        test: {
          name: 'system',
          setupFiles: ['test/setup.ts'],
          include: ['src/**/*.kernel.test.ts', 'test/{kernel,api}/**/*.test.ts'],
          pool: 'forks',
          maxWorkers,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Pages in use, in a real browser.
        test: {
          name: 'web',
          include: ['test/web/**/*.test.ts'],
          exclude: ['test/web/pages-*.test.ts'],
          ...inBrowser,
        },
      },
      {
        // Every scene of every page, by axe and by measure.
        test: {
          name: 'looks',
          include: ['test/web/pages-*.test.ts'],
          ...inBrowser,
        },
      },
      {
        // A machine has one lab: none of these beside another.
        test: {
          name: 'lab',
          setupFiles: ['test/setup.ts'],
          include: ['test/lab/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
