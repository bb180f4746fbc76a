import { createHmac, timingSafeEqual } from 'node:crypto';

/** A link that was made with the administrator's token. */
export interface SignInLink {
  /** What it may be used once by. */
  readonly nonce: string;
  readonly expiresAt: Date;
}

/**
 * Reads the one-time token of a sign-in link, which whoever has the administrator's token can make without asking the
 * server: `<expiry in ms>.<nonce>.<HMAC-SHA-256 of both>`, under a key that follows from the token's hash, which is
 * all that the server keeps of it. `client/sign-in-link.ts` makes them. Undefined for any other text; whether it has
 * expired or was used is not looked at.
 */
export function readSignInLink(text: string, administratorHash: Buffer): SignInLink | undefined {
  const [, payload = '', expiry = '', nonce = '', signature = ''] =
    /^((\d{13})\.([\w-]{16,64}))\.([\w-]{43})$/.exec(text) ?? [];
  if (payload === '') return undefined;
  const key = createHmac('sha256', administratorHash).update('portreeve sign-in link').digest();
  const wanted = createHmac('sha256', key).update(payload).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  return { nonce, expiresAt: new Date(Number(expiry)) };
}
