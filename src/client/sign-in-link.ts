import { createHash, createHmac, randomBytes } from 'node:crypto';

const lifetimeMs = 60 * 60 * 1000;

/**
 * The address at which a browser is signed in as administrator, once, within the hour. It is made from the
 * administrator's token without asking the server, and tells nothing of the token.
 */
export function signInLink(dashboard: string, administratorToken: string, now: Date): string {
  const hash = createHash('sha256').update(administratorToken).digest();
  const key = createHmac('sha256', hash).update('portreeve sign-in link').digest();
  const payload = `${now.getTime() + lifetimeMs}.${randomBytes(16).toString('base64url')}`;
  const signature = createHmac('sha256', key).update(payload).digest('base64url');
  return `${dashboard}?token=${payload}.${signature}`;
}
