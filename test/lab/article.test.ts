import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { labUser } from './portreeve.ts';
import { needsNamespaces } from './reality.ts';

const user = labUser();
afterAll(() => user.clean());

/** As it stands in the article; newer releases of iptables print MAC addresses small, and blanks at the ends of lines. */
const article = (when: 'before' | 'after') =>
  readFileSync(new URL(`../golden/firewall/00-article/iptables-L.${when}.txt`, import.meta.url), 'utf8')
    .trimEnd()
    .replace('FA:16:3E:05:B8:03', 'fa:16:3e:05:b8:03')
    .split('\n');

describe("the article's host", () => {
  const backends = ['nft', 'legacy'];
  for (const backend of backends)
    test(`prints the listings of the article with ${backend}`, { timeout: 120_000 }, async (context) => {
      await needsNamespaces(context);
      const { code, stdout, stderr } = await user.run(['lab', '--yes', '--article', '--backend', backend]);
      expect(code, stdout + stderr).toBe(0);
      const lines = stdout.split('\n').map((line) => line.trim());
      for (const when of ['before', 'after'] as const) {
        const listing = article(when);
        const starts = lines.flatMap((line, at) => (line === listing[0] ? [at] : []));
        const start = starts[when === 'before' ? 0 : 1] ?? lines.length;
        expect(lines.slice(start, start + listing.length)).toEqual(listing);
      }
      expect(stdout).toContain('tap tape68040f5-c3, 172.16.15.31');
    });
});
