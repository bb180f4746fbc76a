import { defineConfig } from 'vitest/config';
import { ClosingLine } from './scripts/closing-line.js';

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
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Pages in a real browser, each file with a server of its own.
        test: {
          name: 'web',
          globalSetup: ['test/web/global-setup.ts'],
          setupFiles: ['test/setup.ts'],
          include: ['test/web/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Real programs, namespaces and sockets: a process per file, none beside another.
        test: {
          name: 'system',
          setupFiles: ['test/setup.ts'],
          include: ['src/**/*.kernel.test.ts', 'test/{kernel,api,lab}/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
