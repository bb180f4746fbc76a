import { expect, test } from 'vitest';
import { paint } from './paint.ts';

test('colours say what they mean, whatever the process writes to', () => {
  const { good, bad, muted, strong } = paint(true);
  expect([good('up'), bad('down'), muted('id'), strong('name')]).toEqual([
    '\u001b[32mup\u001b[39m',
    '\u001b[31mdown\u001b[39m',
    '\u001b[2mid\u001b[22m',
    '\u001b[1mname\u001b[22m',
  ]);
});

test('without colour the text stays as it is', () => {
  const { good, bad, muted, strong } = paint(false);
  expect([good, bad, muted, strong].map((style) => style('text'))).toEqual(['text', 'text', 'text', 'text']);
});
