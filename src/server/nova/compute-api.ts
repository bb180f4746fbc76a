import { reasonOf } from '../../model/index.ts';
import { type KeystoneAccount, keystoneOf, whyNot } from '../identity/keystone-account.ts';
import { isObject } from '../resource/kind.ts';
import type { ExternalEvent } from './external-event.ts';

/** Where Nova is, and who we are there: the account must be allowed to send events (role admin or service). */
export interface ComputeAccount extends KeystoneAccount {
  /** Undefined: the first that the catalogue has. */
  readonly region: string | undefined;
  readonly interface: 'public' | 'internal' | 'admin';
}

/** What came of a request. */
export type Answer =
  /** Nova has them; of each event its code: 200, or 404 (no such server), 422 (a server without a host). */
  | { readonly kind: 'taken'; readonly codes: readonly number[] }
  /** Nova does not want them, now or later. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It could not be asked, or cannot do it now. `isFault`: it failed at these events, and may take others. */
  | { readonly kind: 'later'; readonly reason: string; readonly isFault: boolean };

export interface ComputeApi {
  /** Never throws. */
  send(events: readonly ExternalEvent[], signal: AbortSignal): Promise<Answer>;
}

interface Session {
  readonly token: string;
  readonly endpoint: string;
}

/**
 * Nova's API, as far as external events go. The endpoint comes from the catalogue of our own token; both are kept as
 * long as Nova takes what it is sent.
 */
export function computeApi(account: ComputeAccount, timeoutMs: number): ComputeApi {
  const keystone = keystoneOf(account);
  let session: Session | undefined;

  async function open(signal: AbortSignal): Promise<Session> {
    const { token, catalog } = await keystone.logIn(signal);
    const endpoint = endpointIn(catalog, account);
    if (endpoint === undefined) {
      const where = account.region === undefined ? '' : ` in region ${account.region}`;
      throw keystone.failed(`its catalogue has no ${account.interface} endpoint of a compute service${where}`);
    }
    return { token, endpoint };
  }

  async function attempt(events: readonly ExternalEvent[], signal: AbortSignal): Promise<Answer> {
    const wasFresh = session === undefined;
    const used = session ?? (await open(signal));
    session = undefined;
    const response = await fetch(`${used.endpoint}/os-server-external-events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': used.token },
      body: JSON.stringify({ events }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const { status } = response;
    if (status === 200 || status === 207) {
      session = used;
      // What comes after the status says more of each event; that they were taken is said.
      return { kind: 'taken', codes: codesIn(await response.json().catch(() => undefined), events.length) };
    }
    await response.body?.cancel();
    // A token that was good before has ended. A fresh one is refused for another reason.
    if (status === 401 && !wasFresh) return attempt(events, signal);
    const reason = `Nova answers ${status}`;
    return isPassing(status) ? { kind: 'later', reason, isFault: status === 500 } : { kind: 'refused', reason };
  }

  return {
    async send(events, signal) {
      try {
        return await attempt(events, signal);
      } catch (error) {
        const reason = error instanceof TypeError ? whyNot(error) : reasonOf(error);
        return { kind: 'later', reason, isFault: false };
      }
    },
  };
}

/** Faults that end by themselves: of Nova, of what is before it, and of an account that is not there yet. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 401 || status === 408 || status === 429;
}

/** Base of the compute API, without a slash at its end. */
function endpointIn(catalog: readonly unknown[], account: ComputeAccount): string | undefined {
  for (const service of catalog) {
    if (!isObject(service) || service['type'] !== 'compute' || !Array.isArray(service['endpoints'])) continue;
    for (const endpoint of service['endpoints'] as readonly unknown[]) {
      if (!isObject(endpoint) || endpoint['interface'] !== account.interface) continue;
      const isThere = [endpoint['region_id'], endpoint['region']].includes(account.region);
      if (account.region !== undefined && !isThere) continue;
      const { url } = endpoint;
      // One with a password in it could not be asked, and would be named in the log.
      if (typeof url === 'string' && URL.canParse(url) && new URL(url).password === '') return url.replace(/\/+$/, '');
    }
  }
  return undefined;
}

/** Nova sends the events back in their order, each with its code. Without a code of its own the event was taken. */
function codesIn(body: unknown, count: number): readonly number[] {
  const events = isObject(body) && Array.isArray(body['events']) ? body['events'] : [];
  return Array.from({ length: count }, (_, index) => {
    const event: unknown = events[index];
    return isObject(event) && typeof event['code'] === 'number' ? event['code'] : 200;
  });
}
