import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { reasonOf } from '../model/index.ts';
import type { Store } from '../store/index.ts';
import { HostSteps } from './audit/host-steps.ts';
import { Listeners } from './events/listeners.ts';
import { addEvents } from './events/routes.ts';
import { Dumps } from './feed/dumps.ts';
import { Feed } from './feed/feed.ts';
import { Hosts } from './feed/hosts.ts';
import { hostWords } from './feed/relayed.ts';
import { addAgentPaths } from './http/agent-paths.ts';
import { createApp } from './http/app.ts';
import { addAuthentication } from './http/authentication.ts';
import { addMetrics } from './http/metrics.ts';
import { addOpenApi } from './http/openapi.ts';
import { addAuditPath } from './http/audit-path.ts';
import { addOwnPaths } from './http/own-paths.ts';
import { addPlanPaths } from './http/plan-paths.ts';
import { addAvailability } from './http/availability.ts';
import { addQuotas } from './http/quotas.ts';
import { addNotFound, addVersions, isOtherVersion } from './http/versions.ts';
import type { Identity } from './identity.ts';
import { addIdentityPaths, isIdentityPath } from './identity/paths.ts';
import type { Frame } from './identity/frame.ts';
import { createPasswords } from './identity/password.ts';
import { passwordLogIn } from './identity/password-log-in.ts';
import type { Lab } from './lab/lab.ts';
import { addLabPaths } from './lab/routes.ts';
import { addOverviewPaths } from './overview/routes.ts';
import { addPages, isPage } from './pages/pages.ts';
import { addPortBindings } from './resources/port-bindings.ts';
import { resources } from './resources/index.ts';
import { Plans } from './plan/plans.ts';
import { addRoutes } from './resource/routes.ts';
import type { NovaNotifier } from './nova/notifier.ts';
import { addSessionPaths } from './session/routes.ts';
import { openSessions } from './session/sessions.ts';
import type { Settings } from './settings.ts';

const pathsForServices = resources
  .filter((resource) => resource.forServices === 'everything')
  .map((resource) => `/v2.0/${resource.path}`);

/** "/v2.0/ports/:id/bindings": what services may change, and what is below it. */
function isForServices(route: string): boolean {
  return pathsForServices.some((path) => route === path || route.startsWith(`${path}/`));
}

export interface ServerApp {
  readonly app: FastifyInstance;
  /** For further listeners than the app's own. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  readonly feed: Feed;
  close(): Promise<void>;
}

/** Everything between the sockets and the store. */
export async function createServerApp(parts: {
  readonly store: Store;
  readonly settings: Settings;
  readonly log: Logger;
  readonly identity: Identity;
  /** The identity service, where the server has its own. */
  readonly identityService?: Frame;
  /** Who tells Nova of ports; closed with the rest. */
  readonly nova?: NovaNotifier;
  /** SHA-256 of the administrator's token, for signing in to the dashboard. */
  readonly administratorHash?: Buffer;
  /** Folder of the built dashboard; without it there is none. */
  readonly pages?: string;
  readonly lab?: Lab;
}): Promise<ServerApp> {
  const { store, settings, log, identity, identityService, nova, administratorHash, pages, lab } = parts;
  const { now } = settings;
  const feed = await Feed.start(store, log, nova && ((changes) => nova.announce(changes)));
  const words = hostWords(store.relay, (error) => {
    log.warn({ event: 'relay_failed', reason: reasonOf(error) }, 'other servers could not be told of a host');
  });
  const steps = new HostSteps(store, log, settings.now);
  feed.afterTelling((host, from, to) => steps.told(host, from, to));
  const hosts = await Hosts.start({ store, feed, words, steps, settings, log });
  const plans = new Plans({ store, feed, settings, log });
  await plans.start();
  const listeners = new Listeners(store, feed, log);
  const sessions = await openSessions({
    store,
    identity,
    logIn: identity.logIn ?? (identityService && passwordLogIn(identityService.service)),
    administratorHash,
    passwords: identityService?.service.passwords ?? createPasswords(),
    now,
  });
  const dumps = new Dumps(store, feed, words, settings);
  const app = createApp(log);
  const prefix = identityService?.prefix;
  const isOpen = (path: string) =>
    path === '/' || isOtherVersion(path) || isPage(path) || (prefix !== undefined && isIdentityPath(path, prefix));
  addAuthentication(app, identity, { isOpen, isForServices, identityPath: prefix, sessions });
  addMetrics(app, { feed, hosts, ...(nova && { nova: () => nova.figures() }) });
  addVersions(app);
  addOpenApi(app, resources, prefix);
  addAvailability(app, store);
  addQuotas(app, store, settings);
  if (identityService !== undefined) await addIdentityPaths(app, identityService);
  addPortBindings(app, store, settings);
  for (const resource of resources) addRoutes(app, resource, store, settings);
  await app.register(async (scope) => addAgentPaths(scope, feed, hosts, dumps));
  await app.register(async (scope) => addOwnPaths(scope, { store, feed, hosts, dumps, settings }));
  await app.register(async (scope) => addLabPaths(scope, lab));
  addSessionPaths(app, sessions, now);
  if (pages !== undefined) addPages(app, pages, sessions, now);
  addEvents(app, listeners);
  addOverviewPaths(app, { store, feed, hosts, hasProjects: identityService !== undefined });
  addPlanPaths(app, plans, store, settings.now);
  addAuditPath(app, store);
  addNotFound(app, [
    'openapi.json',
    'extensions',
    'quotas',
    'network-ip-availabilities',
    'availability_zones',
    ...resources.map((resource) => resource.path),
  ]);
  await app.ready();
  return {
    app,
    feed,
    handler: (request, response) => app.routing(request, response),
    async close() {
      words.close();
      hosts.close();
      plans.close();
      await listeners.close();
      await app.close();
      await steps.close();
      await feed.close();
      await nova?.close();
    },
  };
}
