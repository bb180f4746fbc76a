import { describe, expect, test } from 'vitest';
import { createTeller } from './teller.ts';

const plain = { good: String, bad: String, muted: String, strong: String };

function tellerWith(more: { waitFrom?: number; wait?: boolean } = {}) {
  const lines: string[] = [];
  const teller = createTeller({
    language: 'en',
    paint: plain,
    print: (line) => lines.push(line),
    waitFrom: more.waitFrom ?? 1,
    turnPage: more.wait === true ? async () => void lines.push('(waits)') : undefined,
  });
  return { lines, teller };
}

describe('the teller', () => {
  test('says a step, what belongs to it, and that it was as told', async () => {
    const { lines, teller } = tellerWith();
    await teller.step(7, async (page) => {
      page.claim('lab.claimActive', {}, true, 'ACTIVE');
      page.quote('one\ntwo\n');
      return 'Heading';
    });
    expect(lines).toEqual([' 7/8  Heading  ok', '      one', '      two']);
    expect(teller.claims).toEqual([{ step: 7, claim: 'its port is ACTIVE', holds: true, found: '' }]);
  });

  test('shows a claim that did not hold, with what was found instead', async () => {
    const { lines, teller } = tellerWith();
    await teller.step(1, async (page) => {
      page.claim('lab.claimActive', {}, false, { status: 'DOWN' });
      return 'Heading';
    });
    expect(lines).toEqual([' 1/8  Heading  not as told', '      ✗ its port is ACTIVE (found: {"status":"DOWN"})']);
    expect(teller.claims.map((c) => c.holds)).toEqual([false]);
  });

  test('waits before each step from the one that is asked for', async () => {
    const { lines, teller } = tellerWith({ wait: true, waitFrom: 3 });
    for (const step of [1, 2, 3, 4]) await teller.step(step, async () => String(step));
    expect(lines).toEqual([' 1/8  1  ok', ' 2/8  2  ok', '(waits)', ' 3/8  3  ok', '(waits)', ' 4/8  4  ok']);
  });
});
