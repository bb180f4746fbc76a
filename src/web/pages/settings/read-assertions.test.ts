import { expect, test } from 'vitest';
import { readAssertions } from './read-assertions.ts';

test('each line that is not empty is an assertion, or what is wrong with it', () => {
  expect(
    readAssertions('\n allow web → db tcp/5432 \n\nallow web\ndeny any -> db tcp/x\r\nallow a 10.0.0.0/8 tcp/1'),
  ).toEqual([
    { line: 2, text: 'allow web → db tcp/5432' },
    { line: 4, text: 'allow web', fault: 'web.assertionBadForm' },
    { line: 5, text: 'deny any -> db tcp/x', fault: 'web.assertionBadService' },
    { line: 6, text: 'allow a 10.0.0.0/8 tcp/1', fault: 'web.assertionBadTarget' },
  ]);
});
