import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceMatches } from '../match-test/device.ts';
import { classOf, classesOf, exampleName, makeDeviceNames } from './device-names.ts';
import { LimitReached } from './too-large.ts';

const names = fc.string({ unit: fc.constantFrom('a', 'b', '0'), maxLength: 3 });
const patterns = fc.oneof(
  names,
  names.map((name) => `${name}+`),
);

describe('classes of device names', () => {
  test('answer each pattern as the evaluator does, for every name', () => {
    fc.assert(
      fc.property(fc.array(patterns, { maxLength: 8 }), fc.option(names, { nil: undefined }), (asked, name) => {
        const made = makeDeviceNames(new Set(asked), 100);
        for (const pattern of asked) {
          expect(classesOf(made, pattern).includes(classOf(made, name)), pattern).toBe(deviceMatches(pattern, name));
        }
      }),
    );
  });

  test('each have a name of their own', () => {
    fc.assert(
      fc.property(fc.array(patterns, { maxLength: 12 }), (asked) => {
        const made = makeDeviceNames(new Set(asked), 100);
        const found = made.classes.map((_, number) => classOf(made, exampleName(made.classes[number])));
        expect(found).toEqual(made.classes.map((_, number) => number));
      }),
    );
  });

  test('have one even if the rules take every letter', () => {
    const every = [...'abcdefghijklmnopqrstuvwxyz0123456789_-.', ''].map((letter) => `tap${letter}+`);
    const made = makeDeviceNames(new Set([...every, 'tap']), 100);
    const rest = made.classes[made.byPrefix.get('tap') ?? 0];
    expect(classOf(made, exampleName(rest))).toBe(made.byPrefix.get('tap'));
  });

  test('are limited in number', () => {
    expect(() => makeDeviceNames(new Set(['a', 'b', 'c']), 3)).toThrow(new LimitReached('atoms', 3));
  });
});
