// Writes src/<layer>/tsconfig.json from layers.json, the one table of which layer may import which.
import { readFileSync, writeFileSync } from 'node:fs';

const layers = JSON.parse(readFileSync(new URL('layers.json', import.meta.url), 'utf8'));
const source = (path) => new URL(`../${path}`, import.meta.url);

for (const [layer, { pure, dom, uses }] of Object.entries(layers)) {
  // Pages are only checked here: Vite builds them, to dist/web.
  const out = dom ? `../../dist/.${layer}-types` : `../../dist/${layer}`;
  const config = {
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      rootDir: '.',
      outDir: out,
      tsBuildInfoFile: `${out}/.tsbuildinfo`,
      ...(pure || dom ? {} : { types: ['node'] }),
      ...(dom && { lib: ['ES2023', 'DOM', 'DOM.Iterable'], jsx: 'react-jsx', emitDeclarationOnly: true }),
    },
    include: dom ? ['**/*.ts', '**/*.tsx'] : ['**/*.ts'],
    exclude: ['**/*.test.ts', '**/*.suite.ts', '**/*.arbitrary.ts'],
    references: uses.map((name) => ({ path: `../${name}` })),
  };
  writeFileSync(source(`src/${layer}/tsconfig.json`), `${JSON.stringify(config, null, 2)}\n`);
}
const root = {
  files: [],
  references: [
    ...Object.keys(layers).map((name) => ({ path: `./src/${name}` })),
    { path: './test' },
    { path: './test/web' },
  ],
};
writeFileSync(source('tsconfig.json'), `${JSON.stringify(root, null, 2)}\n`);
console.log(`${Object.keys(layers).length} layers`);
