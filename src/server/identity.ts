import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Store } from '../store/index.ts';

/** Who asks, and for which project. */
export interface Caller {
  readonly project: string;
  readonly isAdmin: boolean;
  /** May only look. */
  readonly isReader?: boolean;
  /** Another service, Nova for one: administrator of ports, whoever owns them, and sees what they need. */
  readonly isService?: boolean;
  /** Id of the user, and the names of his roles in the project; the administrator's token has neither. */
  readonly user?: string;
  readonly roles?: readonly string[];
  /** What people call the user and the project. */
  readonly names?: { readonly user: string; readonly project: string };
}

/** How the log of changes calls who asked. */
export function actorOf({ user, names }: Caller): string {
  return names?.user ?? user ?? 'administrator';
}

/** What a request says of itself. */
export interface Credentials {
  readonly token: string | undefined;
  readonly project: string | undefined;
}

/** Name and password, as somebody types them who signs in. */
export interface PasswordAsk {
  readonly user: string;
  readonly password: string;
  /** Name of the user's domain, and of the project's. */
  readonly domain: string;
  /** Name of a project; undefined: the user's default one, or else the first one by name that he may enter. */
  readonly project: string | undefined;
}

/** Who a token belongs to; undefined if it is nobody's. */
export interface Identity {
  /** Where clients get tokens, if that is not this server. */
  readonly uri?: string;
  caller(credentials: Credentials): Promise<Caller | undefined>;
  /** For those who have no token yet, if this identity knows passwords. */
  readonly logIn?: LogIn;
}

export interface LogIn {
  /** A token for a session of the dashboard; undefined if it is refused, for whatever reason. */
  token(ask: PasswordAsk): Promise<string | undefined>;
  /** Gives back a token that was made so. */
  giveBack(token: string): Promise<void>;
}

/** Project of requests that name none. */
export const defaultProject = 'default';
const setting = 'administrator_token_sha256';

/**
 * One token, that of the administrator. It acts for the project that `X-Project-Id` names, else for `default`. Only
 * its SHA-256 is kept: the token is 32 random bytes, so that no slow hash is needed to keep it from being guessed.
 */
export function tokenIdentity(hash: Buffer): Identity {
  return {
    async caller({ token, project }) {
      if (token === undefined || !timingSafeEqual(sha256(token), hash)) return undefined;
      return { project: project ?? defaultProject, isAdmin: true };
    },
  };
}

/** Asks one after another; the first that knows the caller is right. */
export function firstIdentity(...identities: readonly Identity[]): Identity {
  const uri = identities.find((identity) => identity.uri !== undefined)?.uri;
  const logIn = identities.find((identity) => identity.logIn !== undefined)?.logIn;
  return {
    ...(uri !== undefined && { uri }),
    ...(logIn !== undefined && { logIn }),
    async caller(credentials) {
      for (const identity of identities) {
        const caller = await identity.caller(credentials);
        if (caller !== undefined) return caller;
      }
      return undefined;
    },
  };
}

/**
 * The hash of the administrator's token. At the first start a token is made and told, this once. A token that the
 * operator prepared (`initial`) takes the place of the kept one, which is also the way out when that was lost.
 */
export async function administratorToken(
  store: Store,
  initial: string | undefined,
): Promise<{ readonly hash: Buffer; readonly token: string | undefined }> {
  const { result } = await store.write(async (tx) => {
    const [kept] = await tx.list('settings', { where: [{ column: 'name', in: [setting] }] });
    if (kept !== undefined && initial === undefined) return { hash: Buffer.from(kept.value, 'hex'), token: undefined };
    const made = initial === undefined ? randomBytes(32).toString('base64url') : undefined;
    const hash = sha256(initial ?? made ?? '');
    await tx.clear('settings', [{ column: 'name', in: [setting] }]);
    await tx.insert('settings', [{ name: setting, value: hash.toString('hex') }]);
    return { hash, token: made };
  });
  return result;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
