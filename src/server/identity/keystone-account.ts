import { PortreeveError, reasonOf } from '../../model/index.ts';
import { isObject } from '../resource/kind.ts';

/** An account of ours at an identity service: a Keystone, or another server's built-in one. */
export interface KeystoneAccount {
  /** With or without /v3. */
  readonly authUrl: string;
  readonly username: string;
  readonly password: string;
  readonly project: string;
  readonly userDomain: string;
  readonly projectDomain: string;
}

export interface Login {
  readonly token: string;
  /** Services and where they are, as the identity service has them. */
  readonly catalog: readonly unknown[];
}

/** The identity service of an account, as far as tokens go. Its failures are IDENTITY_UNREACHABLE. */
export interface Keystone {
  /** With /v3. */
  readonly base: string;
  failed(reason: string, cause?: unknown): PortreeveError;
  /** A request to a path below /v3; without one to `/auth/tokens`. */
  send(init: RequestInit, path?: string): Promise<Response>;
  /** A token of the account in its project. */
  logIn(signal?: AbortSignal): Promise<Login>;
}

const timeoutMs = 10_000;

export function keystoneOf(account: KeystoneAccount): Keystone {
  const base = account.authUrl.replace(/\/+$/, '').replace(/(?<!\/v3)$/, '/v3');

  const keystone: Keystone = {
    base,
    failed: (reason, cause) => new PortreeveError('IDENTITY_UNREACHABLE', { url: base, reason }, { cause }),

    async send({ signal, ...init }, path = '/auth/tokens') {
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        return await fetch(`${base}${path}`, {
          ...init,
          redirect: 'error',
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        });
      } catch (cause) {
        throw keystone.failed(whyNot(cause), cause);
      }
    },

    async logIn(signal) {
      const { username, password, project, userDomain, projectDomain } = account;
      const user = { name: username, password, domain: { name: userDomain } };
      const scope = { project: { name: project, domain: { name: projectDomain } } };
      const auth = { identity: { methods: ['password'], password: { user } }, scope };
      const answer = await keystone.send({
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ auth }),
        ...(signal && { signal }),
      });
      const token = answer.headers.get('x-subject-token');
      if (answer.status !== 201 || token === null) {
        await answer.body?.cancel();
        throw keystone.failed(`it answers ${answer.status} to our login`);
      }
      const body: unknown = await answer.json().catch((cause: unknown) => {
        throw keystone.failed(whyNot(cause), cause);
      });
      const content = isObject(body) && isObject(body['token']) ? body['token'] : {};
      return { token, catalog: Array.isArray(content['catalog']) ? content['catalog'] : [] };
    },
  };
  return keystone;
}

/** Why a `fetch` failed: the cause beneath its "fetch failed". */
export function whyNot(error: unknown): string {
  return reasonOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
}
