import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type HostState, asId } from '../model/index.ts';
import { parseHostState, parsePlannedHost } from '../wire/index.ts';
import { type Bench, type Body, listIn, openBench, refusal } from './bench.suite.ts';
import { oddValue } from './odd-value.arbitrary.ts';

describe('plans', () => {
  let bench: Bench;
  const groups = new Map<string, string>();
  const ports = new Map<string, string>();

  const made = async (path: string, name: string, item: object, as = 'demo') => {
    const answer = await bench.call('POST', `/v2.0/${path}`, { [name]: item }, { as });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return String(answer.body[name]?.['id']);
  };
  const text = (body: Body | undefined, ...keys: readonly string[]) => {
    const found = keys.reduce<Body | undefined>((at, key) => at?.[key], body);
    return found as unknown;
  };

  beforeEach(async () => {
    bench = await openBench();
    await bench.hello('h1');
    await bench.hello('h2', '10.0.0.2');
    const network_id = await made('networks', 'network', { name: 'net' });
    await made('subnets', 'subnet', { network_id, ip_version: 4, cidr: '10.0.0.0/24' });
    for (const name of ['web', 'db']) groups.set(name, await made('security-groups', 'security_group', { name }));
    for (const [name, group, host] of [
      ['web-1', 'web', 'h1'],
      ['web-2', 'web', 'h2'],
      ['db-1', 'db', 'h2'],
    ] as const) {
      const port = { network_id, name, security_groups: [groups.get(group)], 'binding:host_id': host };
      ports.set(name, await made('ports', 'port', { ...port, project_id: 'demo' }, 'admin'));
    }
  });
  afterEach(() => bench.close());

  const rule = (group: string, more: object = {}) => ({
    method: 'POST',
    path: '/v2.0/security-group-rules',
    body: {
      security_group_rule: {
        security_group_id: groups.get(group),
        direction: 'ingress',
        protocol: 'tcp',
        port_range_min: 5432,
        port_range_max: 5432,
        ...more,
      },
    },
  });
  const fromWeb = () => rule('db', { remote_group_id: groups.get('web') });
  const prefixes = (count: number) =>
    Array.from({ length: count }, (_, n) => rule('db', { remote_ip_prefix: `192.0.2.${n * 8}/29` }));
  const asDemo = (method: string, path: string, body?: unknown) => bench.call(method, path, body, { as: 'demo' });
  const preview = async (...changes: readonly unknown[]) => {
    const answer = await asDemo('POST', '/portreeve/v1/preview', { changes });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body['outcome'];
  };
  const plan = async (...changes: readonly unknown[]) => {
    const answer = await asDemo('POST', '/portreeve/v1/plans', { changes });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return String(answer.body['plan']?.['id']);
  };
  const apply = (id: string, body: object = {}) => asDemo('POST', `/portreeve/v1/plans/${id}/apply`, body);
  const rulesOf = async (group: string) => {
    const { body } = await asDemo('GET', `/v2.0/security-group-rules?security_group_id=${groups.get(group)}`);
    return listIn(body, 'security_group_rules').length;
  };

  test('say who may newly reach whom, and change nothing', async () => {
    const before = await rulesOf('db');
    const outcome = await preview(fromWeb());
    expect(outcome).toMatchObject({
      newly_allowed: [
        {
          ethertype: 'IPv4',
          services: ['tcp/5432'],
          from: { count: 2, examples: [{ name: 'web-1' }, { name: 'web-2' }] },
          to: { count: 1, examples: [{ name: 'db-1', address: expect.stringMatching(/^10\.0\.0\./) }] },
          pairs: 2,
        },
      ],
      newly_blocked: [],
      opened: [],
      closed: [],
      counts: { newly_allowed: 2, newly_blocked: 0, unchanged: 0 },
      left_off: { newly_allowed: 0, newly_blocked: 0, opened: 0, closed: 0, hosts: 0 },
      hosts: ['h2'],
      warnings: [],
      confirm: null,
    });
    expect(await rulesOf('db')).toBe(before);
    expect(text((await asDemo('GET', '/portreeve/v1/plans')).body, 'plans')).toEqual([]);
  });

  test('warn of what is opened to everybody, and ask for a word', async () => {
    const id = await plan(rule('db', { port_range_min: 22, port_range_max: 22 }));
    const { body } = await asDemo('GET', `/portreeve/v1/plans/${id}`);
    expect(text(body, 'plan', 'outcome', 'warnings')).toEqual([{ code: 'openToAny', services: ['tcp/22'] }]);
    expect(text(body, 'plan', 'outcome', 'confirm')).toBe('db');
    const [status, type] = refusal(await apply(id));
    expect([status, type]).toEqual([409, 'PLAN_NOT_CONFIRMED']);
    expect((await apply(id, { confirm: 'db' })).status).toBe(200);
  });

  const forbidden = [403, 'PolicyNotAuthorized', 'rule:portreeve is disallowed by policy'];

  test('tell administrators the step that a host would be sent, and change nothing', async () => {
    const before = await rulesOf('db');
    const changes = [fromWeb()];
    const previewed = (host: string, as = 'admin') =>
      bench.call('POST', `/portreeve/v1/preview/hosts/${host}`, { changes }, { as });
    const { status, body } = await previewed('h2');
    expect(status, JSON.stringify(body)).toBe(200);
    const { before: now, after } = parsePlannedHost(body);
    const state = (await bench.call('GET', '/portreeve/v1/hosts/h2/state')).body;
    expect({ ...now, revision: 0 }).toEqual({ ...parseHostState(state), revision: 0 });
    const added = [...after.groups.values()]
      .flatMap(({ rules }) => rules)
      .filter(({ protocol, portRangeMin }) => protocol === 'tcp' && portRangeMin === 5432);
    const web = groups.get('web') ?? '';
    expect(added.map(({ remote }) => remote)).toEqual([{ kind: 'group', id: web }]);
    // Whoever may come in is told with it: the host had no use for them before.
    const members = (state: HostState) => state.members.get(asId(web));
    expect([members(now), members(after)?.length]).toEqual([undefined, 2]);
    expect((await previewed('h1')).body['delta']).toEqual({});
    expect(refusal(await previewed('h9')).slice(0, 2)).toEqual([404, 'HOST_UNKNOWN']);
    expect(refusal(await previewed('h2', 'demo'))).toEqual(forbidden);
    expect(await rulesOf('db')).toBe(before);
    // The cloud of the feed is what it was.
    expect((await bench.call('GET', '/portreeve/v1/hosts/h2/state')).body).toEqual(state);
  });

  test('tell of a host that instances come to and go from, and of groups that nobody has yet', async () => {
    const moved = [
      { method: 'POST', path: '/v2.0/security-groups', body: { security_group: { name: 'new' } } },
      {
        method: 'PUT',
        path: `/v2.0/ports/${ports.get('db-1')}`,
        body: { port: { security_groups: ['$0'], 'binding:host_id': 'h1' } },
      },
    ];
    const stepOf = async (host: string) => {
      const { body } = await bench.call('POST', `/portreeve/v1/preview/hosts/${host}`, { changes: moved });
      const { before, after } = parsePlannedHost(body);
      return [before, after].map((state) => ({
        ports: [...state.ports.values()].map(({ name }) => name),
        groups: [...state.groups.values()].map(({ name }) => name),
      }));
    };
    expect(await stepOf('h1')).toEqual([
      { ports: ['web-1'], groups: ['web'] },
      { ports: ['web-1', 'db-1'], groups: ['web', 'new'] },
    ]);
    expect(await stepOf('h2')).toEqual([
      { ports: ['web-2', 'db-1'], groups: ['web', 'db'] },
      { ports: ['web-2'], groups: ['web'] },
    ]);
  });

  test('tell the same of a plan that is kept, while it waits', async () => {
    const id = await plan(fromWeb());
    const shown = (as = 'admin') => bench.call('GET', `/portreeve/v1/plans/${id}/hosts/h2`, undefined, { as });
    const { body } = await shown();
    const { before, after } = parsePlannedHost(body);
    const rules = (state: HostState) => [...state.groups.values()].flatMap((group) => group.rules).length;
    expect(rules(after)).toBe(rules(before) + 1);
    expect(refusal(await shown('demo'))).toEqual(forbidden);
    expect((await apply(id)).status).toBe(200);
    expect(refusal(await shown()).slice(0, 2)).toEqual([409, 'PLAN_STATE']);
    const none = await bench.call('GET', '/portreeve/v1/plans/none/hosts/h2');
    expect(refusal(none).slice(0, 2)).toEqual([404, 'PLAN_UNKNOWN']);
  });

  test('take several changes, later ones on what earlier ones made', async () => {
    const outcome = await preview(
      { method: 'POST', path: '/v2.0/security-groups', body: { security_group: { name: 'admin' } } },
      {
        method: 'POST',
        path: '/v2.0/security-group-rules',
        body: { security_group_rule: { security_group_id: '$0', direction: 'ingress', protocol: 'icmp' } },
      },
      {
        method: 'PUT',
        path: `/v2.0/ports/${ports.get('db-1')}`,
        body: { port: { security_groups: [groups.get('db'), '$0'] } },
      },
    );
    expect(text(outcome, 'counts')).toMatchObject({ newly_allowed: 2, newly_blocked: 0 });
    expect(listIn(outcome, 'opened')).toMatchObject([
      { direction: 'ingress', prefix: '0.0.0.0/0', ports: { count: 1 } },
    ]);
  });

  test('tell what concerns most, and how much was left off', async () => {
    const wide = await plan(...prefixes(25));
    const { body } = await asDemo('GET', `/portreeve/v1/plans/${wide}`);
    const outcome = body['plan']?.['outcome'] as Body | undefined;
    expect([listIn(outcome, 'opened').length, text(outcome, 'left_off', 'opened')]).toEqual([20, 5]);
    const other = await preview(...prefixes(24), rule('db', { remote_ip_prefix: '198.51.100.0/24' }));
    expect(text(other, 'left_off', 'opened')).toBe(5);
    expect(text(other, 'fingerprint')).not.toBe(text(outcome, 'fingerprint'));
    expect(text(await preview(...prefixes(25)), 'fingerprint')).toBe(text(outcome, 'fingerprint'));
  });

  test('are refused as the request itself would be', async () => {
    const bad = { ...rule('db'), body: { security_group_rule: { security_group_id: groups.get('db') } } };
    const asPlan = await asDemo('POST', '/portreeve/v1/plans', { changes: [bad] });
    const itself = await asDemo('POST', '/v2.0/security-group-rules', bad.body);
    expect(refusal(asPlan)).toEqual(refusal(itself));
    const ofOthers = { method: 'DELETE', path: `/v2.0/security-groups/${groups.get('db')}` };
    const { status } = await bench.call('POST', '/portreeve/v1/plans', { changes: [ofOthers] }, { as: 'alt' });
    expect(status).toBe(404);
  });

  test('are applied once, as planned, and noted', async () => {
    const before = await rulesOf('db');
    const id = await plan(fromWeb());
    const applied = await apply(id);
    expect([applied.status, text(applied.body, 'plan', 'state')]).toEqual([200, 'confirmed']);
    expect(applied.revision).toBe(text(applied.body, 'plan', 'applied_revision'));
    expect(await rulesOf('db')).toBe(before + 1);
    expect(refusal(await apply(id)).slice(0, 2)).toEqual([409, 'PLAN_STATE']);
  });

  test('are not applied when they would do something else by now', async () => {
    const id = await plan(fromWeb());
    const gone = await asDemo('PUT', `/v2.0/ports/${ports.get('web-2')}`, { port: { security_groups: [] } });
    expect(gone.status).toBe(200);
    expect(refusal(await apply(id)).slice(0, 2)).toEqual([409, 'PLAN_OUTDATED']);
    const kept = await plan(fromWeb());
    await bench.call('PUT', `/v2.0/ports/${ports.get('web-1')}`, { port: { description: 'moves the revision' } });
    expect((await apply(kept)).status).toBe(200);
  });

  test('that cut connections say so', async () => {
    await asDemo('POST', '/v2.0/security-group-rules', fromWeb().body);
    const outcome = await preview({
      method: 'PUT',
      path: `/v2.0/ports/${ports.get('web-1')}`,
      body: { port: { security_groups: [] } },
    });
    expect(text(outcome, 'counts', 'newly_blocked')).toBe(1);
    expect(text(outcome, 'warnings')).toEqual([{ code: 'blocks', pairs: 1 }]);
    expect(text(outcome, 'confirm')).toBe('web-1');
  });

  test('are undone at their time unless they are confirmed', async () => {
    const before = await rulesOf('db');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const first = await plan(fromWeb());
      expect(text((await apply(first, { confirm_within: 30 })).body, 'plan', 'state')).toBe('applied');
      expect((await asDemo('POST', `/portreeve/v1/plans/${first}/confirm`)).status).toBe(200);
      await vi.advanceTimersByTimeAsync(31_000);
      const second = await plan(rule('db', { port_range_min: 80, port_range_max: 80 }));
      expect((await apply(second, { confirm_within: 30 })).status).toBe(200);
      expect(await rulesOf('db')).toBe(before + 2);
      await vi.advanceTimersByTimeAsync(31_000);
      vi.useRealTimers();
      await vi.waitFor(async () => {
        const { body } = await asDemo('GET', `/portreeve/v1/plans/${second}`);
        expect(text(body, 'plan', 'state')).toBe('undone');
      });
      expect(await rulesOf('db')).toBe(before + 1);
      const { body } = await asDemo('GET', '/portreeve/v1/audit?limit=1');
      expect(listIn(body, 'entries')).toMatchObject([{ actor: 'portreeve', method: 'UNDO', plan_id: second }]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('are undone at once by who may not wait, and noted as his', async () => {
    const before = await rulesOf('db');
    const id = await plan(fromWeb());
    expect((await apply(id, { confirm_within: 30 })).status).toBe(200);
    const { body } = await asDemo('POST', `/portreeve/v1/plans/${id}/undo`);
    expect([text(body, 'plan', 'state'), text(body, 'plan', 'confirm_by'), await rulesOf('db')]).toEqual([
      'undone',
      null,
      before,
    ]);
    expect(refusal(await asDemo('POST', `/portreeve/v1/plans/${id}/undo`)).slice(0, 2)).toEqual([409, 'PLAN_STATE']);
    const entry = listIn((await asDemo('GET', '/portreeve/v1/audit?limit=1')).body, 'entries');
    expect(entry).toMatchObject([{ actor: 'administrator', path: `/portreeve/v1/plans/${id}/undo`, plan_id: id }]);
  });

  test('keep what they replace or delete, and are listed by state', async () => {
    const path = `/v2.0/ports/${ports.get('db-1')}`;
    const before = (await asDemo('GET', path)).body['port'];
    const waiting = await plan({ method: 'PUT', path, body: { port: { name: 'other' } } });
    const dropped = await plan(fromWeb());
    await asDemo('DELETE', `/portreeve/v1/plans/${dropped}`);
    const { body } = await asDemo('GET', '/portreeve/v1/plans?state=waiting');
    expect(listIn(body, 'plans')).toMatchObject([{ id: waiting, changes: [{ method: 'PUT', before }] }]);
    expect(listIn((await asDemo('GET', '/portreeve/v1/plans?limit=1')).body, 'plans')).toHaveLength(1);
    expect((await asDemo('GET', '/portreeve/v1/plans?state=odd')).status).toBe(400);
  });

  test('put back what an update changed', async () => {
    const path = `/v2.0/ports/${ports.get('db-1')}`;
    const id = await plan({ method: 'PUT', path, body: { port: { name: 'other', security_groups: [] } } });
    const before = (await asDemo('GET', path)).body['port'];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    expect((await apply(id, { confirm_within: 5 })).status).toBe(200);
    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();
    await vi.waitFor(async () => {
      const { body } = await asDemo('GET', path);
      const changing = { revision_number: 0, updated_at: '' };
      expect({ ...body['port'], ...changing }).toEqual({ ...before, ...changing });
    });
  });

  test('that cannot be undone are not applied for a time', async () => {
    const id = await plan({ method: 'DELETE', path: `/v2.0/ports/${ports.get('web-1')}` });
    expect(refusal(await apply(id, { confirm_within: 30, confirm: 'web-1' })).slice(0, 2)).toEqual([
      409,
      'PLAN_NOT_UNDOABLE',
    ]);
  });

  test('are stopped by an assertion that would fail, until somebody says why', async () => {
    const set = await asDemo('PUT', '/portreeve/v1/assertions', {
      assertions: ['deny web -> db tcp/5432', 'allow any -> lb tcp/443'],
    });
    expect(text(set.body, 'assertions')).toEqual([
      { text: 'deny web -> db tcp/5432', outcome: 'holds', about: null },
      { text: 'allow any -> lb tcp/443', outcome: 'nobody', about: 'lb' },
    ]);
    const id = await plan(fromWeb());
    const { body } = await asDemo('GET', `/portreeve/v1/plans/${id}`);
    expect(listIn(body['plan']?.['outcome'], 'assertions')[0]).toEqual({
      text: 'deny web -> db tcp/5432',
      outcome: 'fails',
      about: 'web-1 → db-1',
    });
    expect(refusal(await apply(id)).slice(0, 2)).toEqual([409, 'PLAN_FORBIDDEN']);
    const applied = await apply(id, { reason: 'the database moves tonight' });
    expect([applied.status, text(applied.body, 'plan', 'reason')]).toEqual([200, 'the database moves tonight']);
  });

  test('assertions of a file are checked without being kept', async () => {
    const assertions = ['deny web -> db tcp/5432', 'allow web -> db tcp/5432'];
    const { status, body } = await asDemo('POST', '/portreeve/v1/assertions/check', { assertions });
    expect([status, listIn(body, 'assertions').map(({ outcome }) => outcome)]).toEqual([200, ['holds', 'fails']]);
    expect((await asDemo('GET', '/portreeve/v1/assertions')).body).toEqual({ assertions: [] });
  });

  test('assertions that say nothing are refused', async () => {
    const answer = await asDemo('PUT', '/portreeve/v1/assertions', { assertions: ['web may reach db'] });
    expect(refusal(answer).slice(0, 2)).toEqual([400, 'ASSERTION_INVALID']);
  });

  test('are seen by their project and the administrator alone, and name nobody else’s instances', async () => {
    const id = await plan(fromWeb());
    expect((await bench.call('GET', `/portreeve/v1/plans/${id}`, undefined, { as: 'alt' })).status).toBe(404);
    expect((await bench.call('POST', `/portreeve/v1/plans/${id}/apply`, {}, { as: 'alt' })).status).toBe(404);
    expect((await bench.call('GET', `/portreeve/v1/plans/${id}`)).status).toBe(200);
    await bench.call('POST', '/v2.0/rbac-policies', {
      rbac_policy: {
        object_type: 'security_group',
        object_id: groups.get('db'),
        action: 'access_as_shared',
        target_tenant: 'alt',
      },
    });
    const changes = [{ method: 'POST', path: '/v2.0/security-groups', body: { security_group: { name: 'x' } } }];
    const answer = await bench.call('POST', '/portreeve/v1/preview', { changes }, { as: 'alt' });
    expect(JSON.stringify(answer.body)).not.toContain('web-1');
  });

  test('that wait can be dropped', async () => {
    const id = await plan(fromWeb());
    expect(text((await asDemo('DELETE', `/portreeve/v1/plans/${id}`)).body, 'plan', 'state')).toBe('dropped');
    expect(refusal(await apply(id)).slice(0, 2)).toEqual([409, 'PLAN_STATE']);
  });

  test('answer whatever is sent in the form of the API', async () => {
    const known = [200, 201, 400, 403, 404, 409];
    const path = fc.oneof(
      fc.constantFrom('/v2.0/security-groups', '/v2.0/ports/$0', '/v2.0/networks/x/tags', '/v2.0', '', '/portreeve/v1'),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(oddValue, path, fc.constantFrom('POST', 'PUT', 'DELETE', 'GET'), async (value, at, method) => {
        for (const changes of [value, [value], [{ method, path: at, body: value }], [{ method, path: value }]]) {
          const answer = await bench.call('POST', '/portreeve/v1/preview', { changes });
          expect(known, JSON.stringify(answer.body)).toContain(answer.status);
        }
        const set = await bench.call('PUT', '/portreeve/v1/assertions', { assertions: [value] });
        expect(known).toContain(set.status);
        const applied = await bench.call('POST', `/portreeve/v1/plans/${encodeURIComponent(at)}/apply`, value);
        expect(known).toContain(applied.status);
      }),
      { numRuns: 60 },
    );
  });

  test('are worked out while others write', async () => {
    const busy = Array.from({ length: 20 }, (_, n) =>
      asDemo('POST', '/v2.0/security-groups', { security_group: { name: `g${n}` } }),
    );
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => preview(fromWeb())));
    await Promise.all(busy);
    for (const outcome of outcomes) expect(text(outcome, 'counts', 'newly_allowed')).toBe(2);
  });
});
