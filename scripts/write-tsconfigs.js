// Writes src/<layer>/tsconfig.json from layers.json, the one table of which layer may import which.
import { readFileSync, writeFileSync } from 'node:fs';

const layers = JSON.parse(readFileSync(new URL('layers.json', import.meta.url), 'utf8'));
const source = (path) => new URL(`../${path}`, import.meta.url);

for (const [layer, { pure, uses }] of Object.entries(layers)) {
  const config = {
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      rootDir: '.',
      outDir: `../../dist/${layer}`,
      tsBuildInfoFile: `../../dist/${layer}/.tsbuildinfo`,
      ...(pure ? {} : { types: ['node'] }),
    },
    include: ['**/*.ts'],
    exclude: ['**/*.test.ts', '**/*.suite.ts', '**/*.arbitrary.ts'],
    references: uses.map((name) => ({ path: `../${name}` })),
  };
  writeFileSync(source(`src/${layer}/tsconfig.json`), `${JSON.stringify(config, null, 2)}\n`);
}
const root = {
  files: [],
  references: [...Object.keys(layers).map((name) => ({ path: `./src/${name}` })), { path: './test' }],
};
writeFileSync(source('tsconfig.json'), `${JSON.stringify(root, null, 2)}\n`);
console.log(`${Object.keys(layers).length} layers`);
