import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectRecorded } from './recorded-hosts.ts';

const root = join(import.meta.dirname, 'firewall');
const cases = readdirSync(root).filter((name) => existsSync(join(root, name, 'state.json')));

describe('every recorded host is compiled byte for byte', () => {
  test('all of them are there', () => expect(cases.length).toBe(78));

  test.each(cases)('%s', (name) => {
    const read = (path: string) => readFileSync(join(root, name, path), 'utf8');
    expectRecorded(read('state.json'), read);
  });
});
