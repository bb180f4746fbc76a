// Runs the benchmark that is named, or all: bench/NAME.ts (helpers live in folders below), compiled with what it imports (no bundler, no
// transforming loader, so that what is measured is what tsc writes for a release).
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const known = readdirSync(path('bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
const [first, ...others] = process.argv.slice(2);
const asked = first === undefined || first.startsWith('-') ? known : [first];
const flags = asked === known && first !== undefined ? [first, ...others] : others;

const unknown = asked.find((name) => !known.includes(name));
if (known.length === 0 || unknown !== undefined) {
  process.stderr.write(`There is no benchmark ${unknown ?? 'at all'}.\nHint: known are: ${known.join(', ')}\n`);
  process.exit(2);
}
const node = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
let failed = node(path('node_modules/typescript/bin/tsc'), '-p', path('bench'));
for (const name of failed === 0 ? asked : []) {
  console.log(`\n# ${name}`);
  failed ||= node('--expose-gc', path(`dist/bench/bench/${name}.js`), ...flags);
}
process.exit(failed);
