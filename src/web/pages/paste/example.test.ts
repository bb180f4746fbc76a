import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { articleListing } from './example.ts';

test("the example is the article's own listing", () => {
  const golden = new URL('../../../../test/golden/firewall/00-article/iptables-L.after.txt', import.meta.url);
  expect(articleListing).toBe(readFileSync(golden, 'utf8'));
});
