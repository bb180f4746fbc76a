import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { PortreeveError } from '../../src/model/index.ts';
import { expectRecorded } from './recorded-hosts.ts';

interface RecordedHost {
  readonly name: string;
  readonly state: unknown;
  readonly output: Readonly<Record<string, string>>;
}

const text = gunzipSync(readFileSync(join(import.meta.dirname, 'random-hosts/hosts.ndjson.gz'))).toString('utf8');
const hosts = text.split('\n').map((line): RecordedHost => JSON.parse(line));

/** Defects of the original that are not part of the layout. */
const defects: Readonly<Record<string, string>> = {
  '020205': 'two spellings of one prefix in a set: removing the one removes the other from the kernel',
};

/** A port range upside down, an ICMP type of 65535: the API would refuse it, and so does the reader. */
const refused = new Set(['010003', '010052', '020045', '020072', '020084', '020090']);

describe('random hosts are compiled as Neutron 21 wrote them, byte for byte', () => {
  test('all of them are there', () => expect(hosts.length).toBe(200));

  test.each(hosts.map(({ name }) => name))('%s', (name) => {
    const host = hosts.find((one) => one.name === name);
    const compare = () => expectRecorded(JSON.stringify(host?.state), (path) => host?.output[path] ?? '(not recorded)');
    if (refused.has(name)) expect(compare).toThrow(PortreeveError);
    else if (defects[name] !== undefined) expect(compare).toThrow('none');
    else compare();
  });
});
