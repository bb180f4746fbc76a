import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runIn, tableOf } from '../world.suite.ts';
import agentRun from './agent-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'portreeve-agent-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const run = (...argv: string[]) =>
  runIn(tableOf(agentRun), ['agent', 'run', '--host', 'h', '--backend', 'memory', '--run-dir', folder, ...argv]);
/** What people are told; log lines are JSON. */
const told = (err: string) => err.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
const events = (err: string) =>
  err
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line).event);

const good = file('good.yaml', 'host: h\nrevision: 7\nports: []\nsecurity_groups: []\n');

describe('portreeve agent run', () => {
  test('applies a state once and ends', async () => {
    const { code, err } = await run('--state', good, '--once');
    expect([code, told(err)]).toEqual([0, ['Revision 7 is enforced: 0 ports.']]);
    expect(events(err)).toEqual(['started', 'applied', 'report', 'stopped']);
  });

  test('warns of what profile zed leaves open', async () => {
    const { err } = await run('--state', good, '--once', '--profile', 'zed');
    expect(events(err)[0]).toBe('profile_leaves_open');
  });

  test('serves metrics while it runs', async () => {
    const stop = new AbortController();
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const running = runIn(
      tableOf(agentRun),
      ['agent', 'run', '--host', 'h', '--backend', 'memory', '--state', good, '--metrics', String(port)],
      { signal: stop.signal },
    );
    let text = '';
    for (const end = Date.now() + 10_000; !text.includes('of="enforced"'); ) {
      text = await fetch(`http://127.0.0.1:${port}/metrics`).then(
        (answer) => answer.text(),
        () => '',
      );
      if (Date.now() > end) throw new Error(`no metrics: ${text}`);
    }
    expect(text).toMatch(/^portreeve_agent_revision\{of="enforced",host="h"\} 7$/m);
    stop.abort();
    expect((await running).code).toBe(0);
  });

  test.each([
    ['a state file that is not there', ['--state', join(folder, 'none.json')], 'cannot be read'],
    ['one that is not JSON', ['--state', file('torn.json', '{"ports"')], 'is not JSON'],
    ['one that is not YAML', ['--state', file('odd.yaml', 'a: [')], 'is not YAML'],
    ['one with an unknown member', ['--state', file('unknown.json', '{"host":"h","portz":[]}')], 'portz'],
    ['a mapping without an interface', ['--state', good, '--physical', 'physnet1'], 'is not a mapping'],
    ['a tunnel address that is none', ['--state', good, '--tunnel-ip', '10.0.0'], 'is not an IP address'],
    ['an interval that is no number', ['--state', good, '--audit-interval', 'often'], '--audit-interval'],
    ['metrics on no port', ['--state', good, '--metrics', 'here'], 'Metrics cannot be served on here'],
    [
      'a server that is not there',
      ['--server', 'http://127.0.0.1:1', '--token-file', file('token', 'secret')],
      'does not answer',
    ],
  ])('%s is an error of one sentence and a hint', async (_what, argv, sentence) => {
    const { code, err } = await run(...argv, '--once');
    const lines = told(err);
    expect(code).toBeGreaterThan(0);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(sentence);
    expect(lines[1]).toMatch(/^Hint: ./);
  });
});
