import { createHash, randomBytes } from 'node:crypto';
import { isObject } from '../resource/kind.ts';
import { sessionLifetimeMs } from '../identity/password-log-in.ts';
import { seal, unseal } from './seal.ts';

/** Who is signed in, as his cookie says it. */
export interface Session {
  readonly id: string;
  /** What a request that changes something must say in its header: only pages of ours can know it. */
  readonly proof: string;
  readonly expiresAt: Date;
  readonly holder:
    | {
        readonly kind: 'administrator';
        /** Which administrator's token it was signed in by: with another one the session ends. */
        readonly mark: string;
      }
    | {
        readonly kind: 'token';
        readonly token: string;
        /** Made for this session, and given back with it. */
        readonly isOurs: boolean;
      };
}

export function newSession(holder: Session['holder'], now: Date): Session {
  return {
    id: randomBytes(16).toString('base64url'),
    proof: randomBytes(24).toString('base64url'),
    expiresAt: new Date(now.getTime() + sessionLifetimeMs),
    holder,
  };
}

/** Stands for an administrator's token whose hash is given, and tells nothing of either. */
export function markOf(administratorHash: Buffer): string {
  return createHash('sha256').update(administratorHash).digest('base64url').slice(0, 22);
}

/** As a cookie carries it: nobody but the servers of the store can read or make one. */
export function printSession({ id, proof, expiresAt, holder }: Session, key: Buffer): string {
  return seal([1, id, proof, expiresAt.getTime(), holder], key);
}

/** Undefined unless it was sealed with this key. Says nothing of whether it is still good. */
export function readSession(text: string, key: Buffer): Session | undefined {
  const value = unseal(text, key);
  // It is ours, so it is as we wrote it; only the form may be that of another release.
  if (!Array.isArray(value) || value[0] !== 1) return undefined;
  const [, id, proof, expiresAt, holder] = value;
  if (!isObject(holder)) return undefined;
  const times = { id: String(id), proof: String(proof), expiresAt: new Date(Number(expiresAt)) };
  if (holder['kind'] === 'administrator') {
    return { ...times, holder: { kind: 'administrator', mark: String(holder['mark']) } };
  }
  return { ...times, holder: { kind: 'token', token: String(holder['token']), isOurs: holder['isOurs'] === true } };
}
