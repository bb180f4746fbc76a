import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TooManyChecks, createPasswords, maxPasswordLength, passwordCost } from './password.ts';
import { printToken, readToken } from './token.ts';

const cheap = { cost: 4, blockSize: 8, parallel: 1 };

describe('passwords', () => {
  test('are recognised by their hash, and no other is', async () => {
    const passwords = createPasswords(cheap);
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(text, text, async (one, other) => {
        const hash = await passwords.hash(one);
        expect(await passwords.check(one, hash)).toBe(true);
        expect(await passwords.check(other, hash)).toBe(Buffer.from(one).equals(Buffer.from(other)));
      }),
      { numRuns: 50 },
    );
  });

  test('have hashes that name what they cost, so that a dearer one still checks a cheaper one', async () => {
    const hash = await createPasswords(cheap).hash('x');
    expect(hash).toMatch(/^scrypt\$ln=4,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
    expect(await createPasswords({ ...cheap, cost: 6 }).check('x', hash)).toBe(true);
    expect(await createPasswords().hash('x')).toContain(`ln=${passwordCost.cost},r=8`);
  });

  test('are refused without a hash, with a damaged one, and when too long', async () => {
    const passwords = createPasswords(cheap);
    const long = 'x'.repeat(maxPasswordLength + 1);
    for (const hash of [null, undefined, '', 'scrypt$ln=4,r=8,p=1$$', 'scrypt$ln=4,r=8,p=1$AAAA$AAAA', 'x']) {
      expect(await passwords.check('x', hash)).toBe(false);
    }
    expect(await passwords.check(long, await passwords.hash('x'))).toBe(false);
  });

  test('do not hold up the loop while they are checked', async () => {
    const passwords = createPasswords();
    const hash = await passwords.hash('x');
    let turns = 0;
    let isDone = false;
    const turn = () => {
      turns++;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    expect(await Promise.all(['x', 'y', 'x', 'y'].map((text) => passwords.check(text, hash)))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    isDone = true;
    expect(turns).toBeGreaterThan(10);
  });

  test('are refused at once when too many wait, and checked again afterwards', async () => {
    const passwords = createPasswords(cheap);
    const hash = await passwords.hash('x');
    const all = await Promise.allSettled(Array.from({ length: 200 }, () => passwords.check('x', hash)));
    const refused = all.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(200 - 102);
    expect(refused.every((one) => one.reason instanceof TooManyChecks)).toBe(true);
    expect(await passwords.check('x', hash)).toBe(true);
  });
});

describe('the text of a token', () => {
  const key = Buffer.alloc(32, 1);
  const content = {
    user: 'u',
    generation: 3,
    methods: ['password'],
    scope: { kind: 'project', id: 'p' },
    auditIds: ['a', 'b'],
    issuedAt: new Date(1),
    expiresAt: new Date(2),
  } as const;

  test('gives its content back under its key, and nothing under another', () => {
    const text = printToken(content, key);
    expect(text).toMatch(/^[\w.-]+$/);
    expect(readToken(text, key)).toEqual(content);
    expect(readToken(text, Buffer.alloc(32, 2))).toBe(undefined);
  });

  test('gives nothing once any character of it is another, or it is any other text', () => {
    const text = printToken(content, key);
    fc.assert(
      fc.property(
        fc.nat({ max: text.length - 1 }),
        fc.constantFrom('A', 'B', '.', '~', '\0', '组'),
        (at, character) => {
          const other = text.slice(0, at) + character + text.slice(at + 1);
          // The last character of a base64 text carries bits that nobody reads.
          fc.pre(other !== text && at < text.length - 1);
          expect(readToken(other, key)).toBe(undefined);
        },
      ),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (odd) => readToken(odd, key) === undefined));
    expect(readToken('x'.repeat(100_000), key)).toBe(undefined);
  });
});
