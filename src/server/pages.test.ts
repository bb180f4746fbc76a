import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Answered, type Bench, listIn, openBench } from './bench.suite.ts';

describe('a list in pages', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    for (const name of ['b', 'a', 'c', 'b']) await bench.call('POST', '/v2.0/networks', { network: { name } });
  });
  afterEach(() => bench.close());

  const link = ({ body }: Answered, rel: string): string | undefined => {
    const href = listIn(body, 'networks_links').find((one) => String(one['rel']) === rel)?.['href'];
    return href && String(href).replace(/^https?:\/\/[^/]+/, '');
  };
  const names = ({ body }: Answered) => listIn(body, 'networks').map((one) => String(one['name']));
  const follow = async (from: string, rel: string, pages: number) => {
    const seen: string[] = [];
    let path: string | undefined = from;
    for (let page = 0; page < pages && path !== undefined; page++) {
      const answered = await bench.call('GET', path);
      seen.push(...names(answered));
      path = link(answered, rel);
    }
    return { seen, left: path };
  };

  test('is walked by its links to the empty page after the end, and back to the start', async () => {
    const start = '/v2.0/networks?limit=1&sort_key=name&sort_dir=asc';
    const there = await follow(start, 'next', 4);
    expect(there.seen).toEqual(['a', 'b', 'b', 'c']);
    const empty = await bench.call('GET', there.left ?? '');
    expect([names(empty), link(empty, 'next')]).toEqual([[], undefined]);
    expect(link(empty, 'previous')).toBe(`${start}&page_reverse=True`);
    const back = await follow(link(empty, 'previous') ?? '', 'previous', 4);
    expect(back.seen).toEqual(['c', 'b', 'b', 'a']);
    const before = await bench.call('GET', back.left ?? '');
    expect([names(before), link(before, 'previous'), link(before, 'next')]).toEqual([[], undefined, start]);
  });

  test('has no links when it is asked for whole', async () => {
    expect(Object.keys((await bench.call('GET', '/v2.0/networks')).body)).toEqual(['networks']);
    expect(Object.keys((await bench.call('GET', '/v2.0/networks?limit=0')).body)).toEqual(['networks']);
  });
});
