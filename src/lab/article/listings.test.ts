import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { articleListings, comparableListing } from './listings.ts';

const golden = (name: string) =>
  readFileSync(new URL(`../../../test/golden/firewall/00-article/${name}`, import.meta.url), 'utf8');

describe("the article's listings", () => {
  test('are kept as they were printed', () => {
    expect(articleListings.before).toBe(golden('iptables-L.before.txt'));
    expect(articleListings.after).toBe(golden('iptables-L.after.txt'));
  });

  test('are compared without case of MAC addresses and blanks at the ends of lines, and by all else', () => {
    const line = 'RETURN     all  --  172.16.15.31         anywhere             MAC';
    expect(comparableListing(`${line} FA:16:3E:05:B8:03 /* X */   \n`)).toBe(`${line} fa:16:3e:05:b8:03 /* X */`);
    expect(comparableListing(articleListings.before)).not.toBe(comparableListing(articleListings.after));
    expect(comparableListing('ACCEPT')).not.toBe(comparableListing('accept'));
  });
});
