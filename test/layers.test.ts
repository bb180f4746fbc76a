import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Layer {
  readonly pure: boolean;
  /** It runs in a browser. */
  readonly dom?: boolean;
  readonly uses: readonly string[];
}

const root = resolve(import.meta.dirname, '..');
const layers: Record<string, Layer> = JSON.parse(readFileSync(join(root, 'scripts/layers.json'), 'utf8'));
const addressLibraries = ['ip-regex', 'ip-bigint', 'cidr-tools'];

interface Import {
  readonly file: string;
  readonly from: string;
}

const imports: Import[] = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|suite|arbitrary)\.ts$/.test(file))
  .flatMap((file) => {
    const text = readFileSync(join(root, 'src', file), 'utf8');
    return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((m) => ({ file, from: m[1] ?? '' }));
  });

const layerOf = (path: string) => path.split('/')[0] ?? '';
const crossing = imports.flatMap((i) => {
  if (!i.from.startsWith('.')) return [];
  const target = relative(join(root, 'src'), resolve(root, 'src', dirname(i.file), i.from));
  return layerOf(target) === layerOf(i.file) ? [] : [{ ...i, target }];
});

describe('layers', () => {
  test('there are imports to look at', () => {
    expect(imports.length).toBeGreaterThan(40);
    expect(crossing.length).toBeGreaterThan(5);
  });

  test('every layer has a row in the table, and its tsconfig says the same', () => {
    expect(new Set(readdirSync(join(root, 'src')))).toEqual(new Set(Object.keys(layers)));
    for (const [name, { pure, dom = false, uses }] of Object.entries(layers)) {
      const config = JSON.parse(readFileSync(join(root, 'src', name, 'tsconfig.json'), 'utf8'));
      expect(config.references.map((r: { path: string }) => r.path)).toEqual(uses.map((u) => `../${u}`));
      expect(config.compilerOptions.types).toEqual(pure || dom ? undefined : ['node']);
    }
  });

  test('a layer imports only what the table lets it, and only its index', () => {
    const wrong = crossing.filter((i) => {
      const allowed = layers[layerOf(i.file)]?.uses ?? [];
      return !allowed.includes(layerOf(i.target)) || i.target !== `${layerOf(i.target)}/index.ts`;
    });
    expect(wrong).toEqual([]);
  });

  test('only model/address.ts names a library that reads addresses', () => {
    const users = imports.filter((i) => addressLibraries.includes(i.from)).map((i) => i.file);
    expect(new Set(users)).toEqual(new Set(['model/address.ts']));
  });

  test('neither a pure layer nor one for browsers names anything of Node', () => {
    const without = ({ file }: Import) => layers[layerOf(file)]?.pure === true || layers[layerOf(file)]?.dom === true;
    expect(imports.filter((i) => without(i) && i.from.startsWith('node:'))).toEqual([]);
  });
});
