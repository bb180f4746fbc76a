import { expect, test } from 'vitest';
import { webFiles } from './web.ts';

test('no sentence of the dashboard stands in two files', () => {
  const keys = webFiles.flatMap((file) => Object.keys(file.en));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});
