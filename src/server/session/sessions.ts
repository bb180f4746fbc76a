import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { PortreeveError } from '../../model/index.ts';
import type { Reader, Store } from '../../store/index.ts';
import { type Caller, type Identity, type LogIn, type PasswordAsk, defaultProject } from '../identity.ts';
import { type Passwords, TooManyChecks } from '../identity/password.ts';
import { refused } from '../identity/identity-error.ts';
import { isRevoked, revoke } from '../identity/revocations.ts';
import { type Session, markOf, newSession, printSession, readSession } from './session.ts';
import { readSignInLink } from './sign-in-link.ts';

export interface SessionParts {
  readonly store: Store;
  readonly identity: Identity;
  /** Absent where nobody knows passwords. */
  readonly logIn: LogIn | undefined;
  /** SHA-256 of the administrator's token, if there is one. */
  readonly administratorHash: Buffer | undefined;
  readonly passwords: Passwords;
  readonly now: () => Date;
}

/** A session that is good right now, and whose it is. */
export interface Open {
  readonly session: Session;
  readonly caller: Caller;
}

/** Signing in and out of the dashboard. Sessions are in cookies; the store keeps only those that were ended early. */
export interface Sessions {
  readonly knowsPasswords: boolean;
  /** The session of a cookie, if it is one and good. */
  open(cookie: string): Promise<Open | undefined>;
  /** All of these throw SIGN_IN_REFUSED, and take their time over it. */
  byPassword(ask: PasswordAsk): Promise<Session>;
  /** A token of the API, the administrator's, or that of a sign-in link. */
  byToken(token: string): Promise<Session>;
  /** That of a sign-in link, which works once. A token that works more often has no business in an address. */
  byLink(token: string): Promise<Session>;
  /** What a cookie is to carry. */
  print(session: Session): string;
  /** Ends it for good, wherever its cookie was copied to. */
  end(session: Session): Promise<void>;
}

const keyName = 'session_key';
const maxTokenLength = 2048;
/** How late a process learns that another one on the same database ended a session. */
const rememberMs = 3000;
const maxRemembered = 10_000;

export async function openSessions(parts: SessionParts): Promise<Sessions> {
  const { store, identity, logIn, administratorHash, passwords, now } = parts;
  const key = (await store.read(readKey)) ?? (await makeKey(store));
  const mark = administratorHash && markOf(administratorHash);
  /** Until when a session need not be looked up again among those that were ended. */
  const standing = new Map<string, number>();

  async function isEnded({ id }: Session): Promise<boolean> {
    const time = now().getTime();
    if ((standing.get(id) ?? 0) > time) return false;
    if (await store.read((tx) => isRevoked(tx, id))) return true;
    if (standing.size >= maxRemembered) standing.clear();
    standing.set(id, time + rememberMs);
    return false;
  }

  async function callerOf({ holder }: Session): Promise<Caller | undefined> {
    if (holder.kind === 'token') return identity.caller({ token: holder.token, project: undefined });
    return holder.mark === mark ? { project: defaultProject, isAdmin: true } : undefined;
  }

  /** A link is used by writing down that it was. */
  async function useLink(token: string): Promise<boolean> {
    const link = administratorHash && readSignInLink(token, administratorHash);
    if (link === undefined || link.expiresAt.getTime() <= now().getTime()) return false;
    const { result } = await store.write(async (tx) => {
      if (await isRevoked(tx, link.nonce)) return false;
      await revoke(tx, link.nonce, link.expiresAt, now());
      return true;
    });
    return result;
  }

  async function holderOf(token: string): Promise<Session['holder'] | undefined> {
    if (token === '' || token.length > maxTokenLength) return undefined;
    const isAdministrators =
      administratorHash !== undefined &&
      timingSafeEqual(createHash('sha256').update(token).digest(), administratorHash);
    if (mark !== undefined && (isAdministrators || (await useLink(token)))) return { kind: 'administrator', mark };
    const caller = await identity.caller({ token, project: undefined });
    return caller === undefined ? undefined : { kind: 'token', token, isOurs: false };
  }

  /** As slow as a wrong password, and in the same queue. */
  async function refuse(): Promise<never> {
    await passwords.check('', undefined).catch((error: unknown) => {
      throw error instanceof TooManyChecks ? refused.busy(error) : error;
    });
    throw new PortreeveError('SIGN_IN_REFUSED');
  }

  return {
    knowsPasswords: logIn !== undefined,
    print: (session) => printSession(session, key),

    async open(cookie) {
      const session = readSession(cookie, key);
      if (session === undefined || session.expiresAt.getTime() <= now().getTime()) return undefined;
      if (await isEnded(session)) return undefined;
      const caller = await callerOf(session);
      return caller && { session, caller };
    },

    async byPassword(ask) {
      const token = await logIn?.token(ask);
      if (token === undefined) throw new PortreeveError('SIGN_IN_REFUSED');
      return newSession({ kind: 'token', token, isOurs: true }, now());
    },

    async byToken(token) {
      const holder = await holderOf(token);
      return holder === undefined ? refuse() : newSession(holder, now());
    },

    async byLink(token) {
      const isGood = mark !== undefined && (await useLink(token));
      return isGood ? newSession({ kind: 'administrator', mark }, now()) : refuse();
    },

    async end(session) {
      await store.write((tx) => revoke(tx, session.id, session.expiresAt, now()));
      standing.delete(session.id);
      if (session.holder.kind === 'token' && session.holder.isOurs) await logIn?.giveBack(session.holder.token);
    },
  };
}

async function readKey(tx: Reader): Promise<Buffer | undefined> {
  const [row] = await tx.list('settings', { where: [{ column: 'name', in: [keyName] }] });
  return row === undefined ? undefined : Buffer.from(row.value, 'hex');
}

async function makeKey(store: Store): Promise<Buffer> {
  const { result } = await store.write(async (tx) => {
    // Another process may have been first.
    const kept = await readKey(tx);
    if (kept !== undefined) return kept;
    const key = randomBytes(32);
    await tx.insert('settings', [{ name: keyName, value: key.toString('hex') }]);
    return key;
  });
  return result;
}
