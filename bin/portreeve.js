#!/usr/bin/env node
import { readdirSync, statSync } from 'node:fs';

const at = (path) => new URL(`../dist/${path}`, import.meta.url);
const timeOf = (path) => statSync(at(path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (timeOf('cli/main.js') === 0) {
  process.stderr.write('portreeve is not built yet.\nRun: npm ci && npm run build\n');
  process.exit(1);
}
// The same program in few files, which starts in half the time; unless one of its layers was compiled since.
const bundled = timeOf('run/main.js');
const layers = readdirSync(at('')).filter((name) => timeOf(`${name}/index.js`) > 0 || name === 'cli');
const isFresh = layers.every((layer) => timeOf(`${layer}/.tsbuildinfo`) <= bundled);
await import(at(isFresh ? 'run/main.js' : 'cli/main.js').href);
