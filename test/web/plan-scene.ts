import { expect, vi } from 'vitest';
import { type Client, createClient } from '../../src/client/index.ts';
import { type World, account } from './world.ts';

/**
 * Plans in each state, and assertions of which what waits breaks one. Hosts of group db are told of what is applied; they are
 * given the time to say that they have it. Gives the ids of the plans by state.
 */
export async function setPlans(
  world: World,
  groups: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const client = await clientOfProject(world);
  await client.request('PUT', '/portreeve/v1/assertions', {
    assertions: ['allow web → db tcp/5432', 'deny any → db tcp/22', 'deny any → backup tcp/22'],
  });
  const call = async (method: 'POST' | 'DELETE', path: string, body?: object) =>
    (await client.request(method, `/portreeve/v1/plans${path}`, body)).body as {
      readonly plan: { readonly id: string };
    };
  const plan = async (...changes: readonly object[]) => (await call('POST', '', { changes })).plan.id;
  const rule = (group: string, more: object) => ({
    method: 'POST',
    path: '/v2.0/security-group-rules',
    body: { security_group_rule: { security_group_id: groups[group], direction: 'ingress', ...more } },
  });
  const port = (number: number) => ({ protocol: 'tcp', port_range_min: number, port_range_max: number });

  const dropped = await plan(rule('db', { ...port(3306), remote_group_id: groups['web'] }));
  await call('DELETE', `/${dropped}`);
  const undone = await plan(rule('web', port(8080)));
  await call('POST', `/${undone}/apply`, { confirm_within: 600 });
  await call('POST', `/${undone}/undo`);
  const applied = await plan(rule('db', { ...port(9187), remote_group_id: groups['monitoring'] }));
  await whileWatched(world, ['Sugon02', 'Sugon03'], async () => {
    await call('POST', `/${applied}/apply`, {});
    await untilTold(world, applied);
  });
  const waiting = await plan(rule('db', port(22)), rule('db', { ...port(5432), remote_group_id: groups['jump'] }));
  return { dropped, undone, applied, waiting };
}

/** Follows the feed as agents of these hosts do, and does nothing with it. */
async function whileWatched({ client }: World, hosts: readonly string[], work: () => Promise<void>): Promise<void> {
  const end = new AbortController();
  const watches = hosts.map((host) =>
    client
      .lines(`/agent/v1/watch?host=${host}`, { onLine: () => undefined, signal: end.signal })
      .catch(() => undefined),
  );
  await work();
  end.abort();
  await Promise.all(watches);
}

async function untilTold({ client }: World, planId: string): Promise<void> {
  await vi.waitFor(async () => {
    const { body } = await client.request('GET', '/portreeve/v1/audit?limit=5');
    const { entries } = body as { readonly entries: readonly { plan_id: string | null; hosts: readonly unknown[] }[] };
    expect(entries.find(({ plan_id }) => plan_id === planId)?.hosts).toHaveLength(2);
  }, 5000);
}

/** Plans and assertions are of a project: those of the scene are of the one that pages are opened in. */
export async function clientOfProject({ origin }: World): Promise<Client> {
  const domain = { id: 'default' };
  const answer = await fetch(`${origin}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: account.user, password: account.password, domain } },
        },
        scope: { project: { name: account.project, domain } },
      },
    }),
  });
  return createClient({ endpoint: origin, token: answer.headers.get('x-subject-token') ?? '' });
}
