import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { helloOf } from '../../src/server/bench.suite.ts';
import { type CliBench, openCliBench } from './cli-server.ts';

let bench: CliBench;
let folder: string;
beforeAll(async () => {
  bench = await openCliBench();
  for (const [host, address] of [
    ['h1', '10.88.0.1'],
    ['h2', '10.88.0.2'],
  ] as const) {
    await bench.client.request('PUT', `/agent/v1/hosts/${host}`, helloOf(address));
  }
  folder = mkdtempSync(join(tmpdir(), 'portreeve-plans-'));
  for (const line of [
    'network create oa',
    'subnet create oa --network oa --cidr 172.16.15.0/24',
    'sg create web',
    'sg create db',
    'port create web01 --network oa --group web --host h1',
    'port create web02 --network oa --group web --host h2',
    'port create db01 --network oa --group db --host h2',
  ]) {
    const ran = await bench.run(line);
    expect([line, ran.code, ran.err]).toEqual([line, 0, '']);
  }
});
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true });
});

const run: CliBench['run'] = (line, options) => bench.run(line, options);
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const rulesOf = async (group: string) => (await run(`sg rule list ${group} -q`)).out.trim().split('\n').length;
const sql = 'sg rule add db --ingress tcp/5432 --from web';
const kept = async (line: string) => (await run(`${line} --keep-plan -q`)).out.trim();

describe('--plan', () => {
  test('says what a rule would newly allow, in both languages, and does nothing', async () => {
    const before = await rulesOf('db');
    expect(await run(`${sql} --plan`)).toEqual({
      code: 0,
      err: '',
      out: [
        '+ Newly allows tcp/5432 from web01, web02 to db01: 2 pairs of instances',
        '  Pairs of instances: 2 newly allowed, 0 newly blocked, 0 unchanged',
        '  Touches 1 host: h2',
        '',
      ].join('\n'),
    });
    expect((await run(`${sql} --plan --lang zh`)).out.split('\n')[0]).toBe(
      '+ 新放行 tcp/5432：web01, web02 → db01，2 对云主机',
    );
    const { outcome } = JSON.parse((await run(`${sql} --plan --json`)).out);
    expect(outcome.counts).toEqual({ newly_allowed: 2, newly_blocked: 0, unchanged: 0 });
    expect(await rulesOf('db')).toBe(before);
    expect((await run('plan list -q')).out).toBe('');
  });

  test('is taken by every verb that changes groups, rules and ports', async () => {
    const [rule] = (await run('sg rule list db -q')).out.split('\n');
    for (const line of [
      'sg create x',
      'sg set web --name other',
      'sg rule delete ' + rule,
      'port create x --network oa --group web',
      'port set db01 --add-group web',
      'port delete db01 web01',
      'sg delete web',
    ]) {
      const ran = await run(`${line} --plan`);
      expect([line, ran.code, ran.err], ran.out).toEqual([line, line === 'sg delete web' ? 5 : 0, expect.any(String)]);
    }
    expect((await run('port list -c name')).out.trim().split('\n')).toEqual(['web01', 'web02', 'db01']);
    expect((await run('sg list -c name')).out.trim().split('\n')).toEqual(['default', 'web', 'db']);
  });

  test('warns of what is opened to everybody, and what it asks to be typed', async () => {
    const { out } = await run('sg rule add db --ingress tcp/22 --from any --plan');
    expect(out).toContain('+ Newly allows tcp/22 from anywhere (0.0.0.0/0) to db01\n');
    expect(out).toContain('! Opens tcp/22 to everybody\n');
    expect(out).toContain('  To apply it, type: db\n');
  });
});

describe('plans', () => {
  test('are made, listed, shown and dropped', async () => {
    const made = await run(`${sql} --keep-plan`);
    const id = /Plan (\S+) waits/.exec(made.err)?.[1] ?? '';
    expect([made.code, made.err]).toEqual([0, `Plan ${id} waits. Apply it: portreeve plan apply ${id}\n`]);
    expect((await run('plan list -c state,changes,newly_allowed,id')).out).toBe(`waiting\t1\t2\t${id}\n`);
    const shown = await run(`plan show ${id.slice(0, 8)}`);
    expect(shown.err).toContain('POST /v2.0/security-group-rules');
    expect(shown.out).toContain('+ Newly allows tcp/5432 from web01, web02 to db01');
    expect(await run(`plan drop ${id}`)).toEqual({ code: 0, out: '', err: `Dropped plan ${id}\n` });
    expect((await run(`plan apply ${id}`)).code).toBe(5);
    expect((await run('plan show none')).code).toBe(3);
  });

  test('show which rules and members would come and go on a host', async () => {
    const id = await kept(sql);
    const shown = await run(`plan show ${id} --host h2`);
    expect([shown.code, shown.err.split('\n')]).toEqual([
      11,
      [
        expect.stringMatching(`^What plan ${id} would change on h2, as profile caracal writes it \\(revision \\d+\\)$`),
        'The agent of h2 does not answer: the newest profile is taken for its own',
        '',
      ],
    ]);
    expect(shown.out.replaceAll(/(?<=NIPv4|linuxbri-i)[0-9a-f-]+|(?<=172\.16\.15\.)\d+/g, 'X')).toBe(
      [
        'ipv4 +1 rule · ipset +1 set +2 members',
        '',
        'ipv4 filter',
        '+ -A neutron-linuxbri-iX -p tcp -m tcp --dport 5432 -m set --match-set NIPv4X src -j RETURN',
        '',
        'ipset',
        '+ create NIPv4X',
        '+ add NIPv4X 172.16.15.X',
        '+ add NIPv4X 172.16.15.X',
        '',
      ].join('\n'),
    );
    const asMitaka = await run(`plan show ${id} --host h2 --profile mitaka --json`);
    expect([asMitaka.code, asMitaka.err, JSON.parse(asMitaka.out)]).toMatchObject([
      11,
      expect.not.stringContaining('does not answer'),
      { plan: id, host: 'h2', profile: 'mitaka', different: true, chains: [{ kind: 'changed', removed: [] }] },
    ]);
    const untouched = await run(`plan show ${id} --host h1 --lang zh`);
    expect([untouched.code, untouched.out]).toEqual([0, '没有差异\n']);
    expect((await run(`plan show ${id} --host h9`)).code).toBe(3);
    expect((await run(`plan drop ${id}`)).code).toBe(0);
    expect((await run(`plan show ${id} --host h2`)).code).toBe(5);
  });

  test('are made of a file of requests, and applied as they were planned', async () => {
    const path = file(
      'changes.yaml',
      [
        'changes:',
        '  - {method: POST, path: /v2.0/security-groups, body: {security_group: {name: ops}}}',
        '  - method: POST',
        '    path: /v2.0/security-group-rules',
        '    body: {security_group_rule: {security_group_id: $0, direction: ingress, protocol: icmp}}',
      ].join('\n'),
    );
    const id = (await run(`plan ${path} -q`)).out.trim();
    expect((await run('sg list -c name')).out).not.toContain('ops');
    const applied = await run(`plan apply ${id}`);
    expect([applied.code, applied.err]).toEqual([0, expect.stringMatching(`^Applied plan ${id}: revision \\d+\n$`)]);
    expect((await run('sg show ops')).code).toBe(0);
    expect((await run('sg delete ops')).code).toBe(0);
    expect((await run(`plan ${file('bad.yaml', 'changes: 5')}`)).code).toBe(2);
    expect((await run('plan -', { stdin: '- {method: GET, path: /v2.0/ports}' })).code).toBe(1);
    expect((await run('plan -', { stdin: '{' })).code).toBe(2);
  });

  test('wait to be confirmed where that was asked for', async () => {
    const id = await kept(sql);
    const applied = await run(`plan apply ${id} --confirm-within 5m`);
    expect(applied.err).toContain(`Undone at 2026-01-31T12:05:00.000Z, unless: portreeve plan confirm ${id}\n`);
    expect(await run(`plan confirm ${id} --lang zh`)).toEqual({
      code: 0,
      out: '',
      err: `已确认计划 ${id}，予以保留\n`,
    });
    expect((await run(`plan confirm ${id}`)).code).toBe(5);
    for (const wrong of ['4', '1h', '61m', '']) {
      expect((await run(`plan apply ${id} --confirm-within "${wrong}"`)).code).toBe(2);
    }
  });

  test('that open much are applied for who types what they ask for', async () => {
    const id = await kept('sg rule add db --ingress tcp/3306 --from any');
    expect((await run(`plan apply ${id}`)).code).toBe(5);
    expect((await run(`plan apply ${id} --confirm db`)).code).toBe(0);
  });
});

describe('assertions', () => {
  const tests = () =>
    file('portreeve.tests.yaml', '- deny web→db tcp/22\n- allow web -> db tcp/5432\n- deny any lb tcp\n');

  test('of a file are checked against the server', async () => {
    const { code, out } = await run(`test ${tests()}`);
    expect([code, out]).toEqual([
      12,
      '? Says nothing: deny any lb tcp (there is no lb)\n✓ Holds: deny web→db tcp/22\n✓ Holds: allow web -> db tcp/5432\n',
    ]);
    const broken = await run('test -', { stdin: 'assertions: [allow web -> db udp/53]' });
    expect([broken.code, broken.out]).toEqual([10, '✗ Broken: allow web -> db udp/53 (web01 → db01)\n']);
    expect((await run('test -', { stdin: '[allow web -> db tcp/5432]' })).code).toBe(0);
    const wrong = await run('test -', { stdin: '[web may reach db]' });
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('web may reach db is not an assertion')]);
  });

  test('are set and shown, and stop a plan that breaks them until somebody says why', async () => {
    expect((await run('test')).out).toBe('');
    expect((await run(`assertions set ${tests()}`)).code).toBe(0);
    expect((await run('assertions show')).out).toBe(
      'deny web→db tcp/22\tholds\t\nallow web -> db tcp/5432\tholds\t\ndeny any lb tcp\tnobody\tlb\n',
    );
    const ssh = 'sg rule add db --ingress tcp/22 --from web';
    const asked = await run(`${ssh} --plan`);
    expect([asked.code, asked.out]).toEqual([
      10,
      expect.stringContaining('✗ Broken: deny web→db tcp/22 (web01 → db01)'),
    ]);
    const id = await kept(ssh);
    expect((await run(`plan apply ${id}`)).code).toBe(10);
    expect((await run(`plan apply ${id} --override "tonight only"`)).code).toBe(0);
    expect((await run(`plan list -c reason -c state`)).out.split('\n')).toContain('tonight only\tconfirmed');
    expect((await run('test')).code).toBe(10);
  });
});

describe('audit', () => {
  test('lists who changed what, and shows one with its plan and its objects', async () => {
    const [newest, ...older] = (await run('audit list -c revision,actor,what,plan_id')).out.trim().split('\n');
    expect(older.length).toBeGreaterThan(10);
    const [revision, actor, what, plan] = newest?.split('\t') ?? [];
    expect([actor, what]).toEqual(['administrator', expect.stringContaining('POST /portreeve/v1/plans/')]);
    const shown = await run(`audit show ${revision}`);
    expect(shown.out).toContain(`revision ${revision}  2026-01-31T12:00:00.000Z  administrator of project default`);
    expect(shown.out).toContain(`by plan ${plan}\n`);
    expect(shown.out).toContain('created security_group_rules ');
    expect(JSON.parse((await run(`audit show ${revision} --json`)).out).entries[0].plan_id).toBe(plan);
    expect((await run('audit show 999999')).code).toBe(3);
    expect((await run('audit show x')).code).toBe(2);
  });

  test('is narrowed', async () => {
    expect((await run('audit list --limit 2 -q')).out.trim().split('\n')).toHaveLength(2);
    expect((await run('audit list --object assertions -c what')).out).toBe('PUT /portreeve/v1/assertions\n');
    expect((await run('audit list --actor nobody', { terminal: true })).out).toBe('Nothing was changed yet\n');
    expect((await run('audit list --limit 0')).code).toBe(2);
  });

  test('says when each host had it, in both languages', async () => {
    const stop = new AbortController();
    const seen: unknown[] = [];
    const watching = bench.client
      .lines('/agent/v1/watch?host=h2', { onLine: (line) => seen.push(line), signal: stop.signal })
      .catch(() => undefined);
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0));
    expect((await run('sg rule add db --ingress udp/53 --from web')).code).toBe(0);
    const hosts = async () => (await run('audit list --limit 1 -c hosts')).out.trim();
    await vi.waitFor(async () => expect(await hosts()).toBe('0/1'), 5000);
    const revision = Number((await run('audit list --limit 1 -q')).out.trim());
    const report = { revision, ports: {}, apply_ms: 12, error: null, repaired: [] };
    await bench.client.request('PUT', '/agent/v1/hosts/h2/report', report);
    await vi.waitFor(async () => expect(await hosts()).toBe('1/1'), 5000);
    expect((await run(`audit show ${revision}`)).out).toContain(
      '  h2: told at 2026-01-31T12:00:00.000Z, enforced 0 ms later\n',
    );
    expect((await run(`audit show ${revision} --lang zh`)).out).toContain(
      '  h2：2026-01-31T12:00:00.000Z 收到，0 毫秒后生效\n',
    );
    const table = await run('audit list --lang zh', { terminal: true });
    expect(table.out.split('\n')[0]).toMatch(/^修订 +时间 +操作者 +操作/);
    stop.abort();
    await watching;
  });
});
