#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('portreeve is not built yet.\nRun: npm ci && npm run build\n');
  process.exit(1);
}
await import(main.href);
