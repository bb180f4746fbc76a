import { expect, test } from 'vitest';
import type { PageFacts } from './navigation.ts';
import { pageRoutes } from './routes.ts';

test('no two pages have the same address, or the same key', () => {
  const doubled = (texts: readonly (string | undefined)[]) =>
    texts.filter((text, index) => text !== undefined && texts.indexOf(text) !== index);
  const facts = pageRoutes.map((route): PageFacts | undefined => route.options.staticData?.page);
  expect({
    addresses: doubled(pageRoutes.map((route) => ('path' in route.options ? String(route.options.path) : undefined))),
    keys: doubled(facts.map((page) => page?.navigation?.go)),
  }).toEqual({ addresses: [], keys: [] });
});
