import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from './clock.ts';
import { createFileSource, parseStateText } from './file-source.ts';
import { describeSource, hello, until } from './source.suite.ts';

function setUp(name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-source-'));
  const path = join(folder, name);
  return {
    path,
    source: createFileSource({ path, clock: systemClock }),
    publish: async (state: unknown) => writeFileSync(path, JSON.stringify(state)),
    publishNonsense: async () => writeFileSync(path, '{"ports": [}'),
    close: async () => rmSync(folder, { recursive: true }),
  };
}

describeSource('file', async () => setUp('state.json'));

describe('a state file', () => {
  test('may be YAML', () => {
    const yaml = 'host: h\nports: []\nsecurity_groups: []\n';
    expect(parseStateText(yaml, 'state.yaml')).toEqual(
      parseStateText('{"host":"h","ports":[],"security_groups":[]}', 'state.json'),
    );
    expect(() => parseStateText('a: [', 'state.yml')).toThrow('state.yml is not YAML');
  });

  test('that is missing is told once, and found when it comes', async () => {
    const bench = setUp('later.json');
    const lost: unknown[] = [];
    const hosts: string[] = [];
    const stop = await bench.source.watch({
      state: ({ host }) => hosts.push(host),
      lost: (error) => lost.push(error),
      dumpRequested() {},
      hello: () => hello,
    });
    expect(lost).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
    await bench.publish({ host: 'h', ports: [], security_groups: [] });
    await until(() => hosts.length > 0);
    expect(hosts).toEqual(['h']);
    await stop();
    await bench.close();
  });
});
