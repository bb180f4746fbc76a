import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Store } from '../../store/index.ts';
import type { Feed } from '../feed/feed.ts';
import type { Hosts } from '../feed/hosts.ts';
import { callerOf } from '../http/authentication.ts';
import { everyRow } from '../resource/rows.ts';
import { groupUse } from './group-use.ts';
import { readNeedle } from './needle.ts';
import { type SearchKind, search, searchKinds } from './search.ts';
import { summarise } from './summary.ts';
import { unprotectedPorts } from './unprotected.ts';

export const SearchQuerySchema = Type.Object({
  q: Type.String({ maxLength: 255 }),
  kinds: Type.Optional(Type.String({ pattern: `^(?:${searchKinds.join('|')})(?:,(?:${searchKinds.join('|')}))*$` })),
  limit: Type.Optional(Type.String({ pattern: '^(?:[1-9]\\d?|[1-4]\\d\\d|500)$' })),
});

const usualLimit = 10;

/** What pages show at a glance and the Networking API would need many answers for. For every caller, as far as he sees. */
export function addOverviewPaths(
  plain: FastifyInstance,
  {
    store,
    feed,
    hosts,
    hasProjects,
  }: {
    readonly store: Store;
    readonly feed: Feed;
    readonly hosts: Hosts;
    /** Whether projects are kept here, and not at a Keystone. */
    readonly hasProjects: boolean;
  },
): void {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();

  app.get('/portreeve/v1/summary', async (request) => {
    const caller = callerOf(request);
    return store.read((tx) => summarise(tx, caller, feed, hosts));
  });

  app.get('/portreeve/v1/security-group-use', async (request) => {
    const caller = callerOf(request);
    return { use: await store.read((tx) => groupUse(tx, caller)) };
  });

  app.get('/portreeve/v1/unprotected-ports', async (request) => {
    const caller = callerOf(request);
    return store.read((tx) => unprotectedPorts(tx, caller));
  });

  app.get('/portreeve/v1/projects', async (request) => {
    const { project, names, isAdmin } = callerOf(request);
    const own = { id: project, name: names?.project ?? project };
    if (!isAdmin || !hasProjects) return { projects: [own] };
    const rows = await store.read((tx) => everyRow(tx, 'identity_projects'));
    const projects = rows.map(({ id, name }) => ({ id, name }));
    return { projects: projects.some(({ id }) => id === project) ? projects : [own, ...projects] };
  });

  app.get('/portreeve/v1/search', { schema: { querystring: SearchQuerySchema } }, async (request) => {
    const caller = callerOf(request);
    const { q, kinds, limit = usualLimit } = request.query;
    const needle = readNeedle(q);
    if (needle === undefined) return { results: [], more: false };
    const wanted = (kinds?.split(',') as readonly SearchKind[] | undefined) ?? searchKinds;
    const options = { kinds: [...new Set(wanted)], limit: Number(limit) };
    return store.read((tx) => search(tx, caller, needle, options));
  });
}
