import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, listIn, openBench } from '../../../src/server/bench.suite.ts';
import { type Names, compare, fillIn, readConversation } from './conversation.ts';

const conversation = readConversation();
const reasons = (file: string): Record<string, string> =>
  JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));
const notYet = reasons('not-yet.json');
const differs = reasons('differs.json');
/** Only to be lowered. */
const mostNotYet = 0;

describe('the recorded conversation', () => {
  let bench: Bench;
  let names: Names = new Map(['demo', 'alt', 'admin'].map((project) => [`<project:${project}>`, project]));

  beforeAll(async () => {
    bench = await openBench();
    const binary = 'neutron-linuxbridge-agent';
    await bench.hello('compute1', '192.0.2.10', { binary });
    await bench.hello('compute2', '192.0.2.11', { binary });
  });
  afterAll(() => bench.close());

  test('is all there, and the lists name exchanges that are', () => {
    expect(conversation).toHaveLength(439);
    const keys = new Set(conversation.map(({ key }) => key));
    expect([...Object.keys(notYet), ...Object.keys(differs)].filter((key) => !keys.has(key))).toEqual([]);
    expect(Object.keys(notYet).length).toBeLessThanOrEqual(mostNotYet);
  });

  test.each(conversation)('$key', async ({ key, as, request, response }) => {
    await doWhatWasNotRecorded(bench, key, names);
    const filled = fillIn(request, names);
    let problem: string | undefined;
    if (filled === undefined) problem = 'the request names what no answer told';
    else {
      const { method, path, body, raw_body, headers } = filled;
      const answer = await bench.call(method, path, raw_body ?? body, {
        as: as === 'nobody' ? undefined : as,
        ...(headers && { headers }),
      });
      const isSorted = path.includes('sort_key');
      const outcome =
        answer.status === response.status
          ? compare(response.body ?? '', answer.body, names, '$', isSorted)
          : `status ${answer.status} ${JSON.stringify(answer.body)}, expected ${response.status}`;
      if (typeof outcome === 'string') problem = outcome;
      else names = outcome;
      // What a difference does not touch is still needed later: ids of what was made.
      if (problem && answer.status === response.status) names = learn(response.body, answer.body, names);
    }
    const reason = notYet[key] ?? differs[key];
    if (reason === undefined) expect(problem).toBeUndefined();
    else expect(problem, `passes: take it off its list (${reason})`).toBeDefined();
  });
});

/**
 * What the recorded answers show to have happened without a record, and what the exchanges that differ on purpose would
 * have left behind.
 */
async function doWhatWasNotRecorded(bench: Bench, key: string, names: Names): Promise<void> {
  const id = (name: string) => String(names.get(name));
  const admin = async (method: string, path: string, body?: unknown) => {
    const answer = await bench.call(method, path, body);
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer;
  };
  switch (key.split(' ', 1)[0]) {
    case '10.8': {
      // 10.7 lets an outsider make a rule in the group: the administrator makes it for him.
      const ports = { protocol: 'tcp', port_range_min: 99, port_range_max: 99 };
      const rule = { security_group_id: id('<sg-test>'), project_id: 'alt', direction: 'ingress', ...ports };
      await admin('POST', '/v2.0/security-group-rules', { security_group_rule: rule });
      return;
    }
    case '11.1': {
      for (const policy of ['<rb2>', '<rb4>']) await admin('DELETE', `/v2.0/rbac-policies/${id(policy)}`);
      const path = '/v2.0/security-groups?project_id=demo&name=&name=bulk1&name=bulk2&name=stateless';
      const groups = listIn((await admin('GET', path)).body, 'security_groups');
      expect(groups).toHaveLength(4);
      for (const group of groups) await admin('DELETE', `/v2.0/security-groups/${String(group['id'])}`);
      return;
    }
    case '13.2': {
      // 04.63 changes the description, which the recorded server failed to do.
      await admin('PUT', `/v2.0/security-group-rules/${id('<rule-ssh>')}`, {
        security_group_rule: { description: '' },
      });
      return;
    }
    case '14.5': {
      const subnet = { network_id: id('<net-b2>'), project_id: 'demo', ip_version: 4, cidr: '10.25.0.0/24' };
      await admin('POST', '/v2.0/subnets', { subnet });
      return;
    }
  }
}

/** Ids of what an answer shows, though other parts of it differ. */
function learn(expected: unknown, actual: unknown, names: Names): Names {
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null) return names;
  let now = names;
  for (const [key, value] of Object.entries(expected)) {
    const other = (actual as Record<string, unknown>)[key];
    if (key === 'id' && typeof value === 'string' && !names.has(value)) now = new Map([...now, [value, other]]);
    else if (!Array.isArray(value)) now = learn(value, other, now);
  }
  return now;
}
