import { createHmac, timingSafeEqual } from 'node:crypto';

/** Where a token is good for. */
export type Scope =
  | { readonly kind: 'project'; readonly id: string }
  | { readonly kind: 'domain'; readonly id: string }
  | { readonly kind: 'system' }
  | { readonly kind: 'none' };

/** What a token says. Names and roles are looked up whenever it is used: they may have changed since. */
export interface TokenContent {
  readonly user: string;
  /** The user's generation when it was made; void once that has moved on. */
  readonly generation: number;
  readonly methods: readonly string[];
  readonly scope: Scope;
  /** Its own, and that of the token that it was made from. */
  readonly auditIds: readonly string[];
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

const maxTokenLength = 2048;

/** The content, and over it an HMAC-SHA-256 under a key that only the servers of this store know. */
export function printToken(content: TokenContent, key: Buffer): string {
  const { user, generation, methods, scope, auditIds, issuedAt, expiresAt } = content;
  const where = scope.kind === 'system' || scope.kind === 'none' ? [scope.kind] : [scope.kind, scope.id];
  const fields = [1, user, generation, methods, where, auditIds, issuedAt.getTime(), expiresAt.getTime()];
  const payload = Buffer.from(JSON.stringify(fields)).toString('base64url');
  return `${payload}.${sign(payload, key).toString('base64url')}`;
}

/** Undefined unless it was signed with this key. Says nothing of whether it is still good. */
export function readToken(text: string, key: Buffer): TokenContent | undefined {
  if (text.length > maxTokenLength) return undefined;
  const [payload = '', signature = '', ...rest] = text.split('.');
  if (rest.length > 0) return undefined;
  const given = Buffer.from(signature, 'base64url');
  const wanted = sign(payload, key);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  const fields: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  // It is ours, so it is as we wrote it; only the form may be that of another release.
  if (!Array.isArray(fields) || fields[0] !== 1) return undefined;
  const [, user, generation, methods, where, auditIds, issuedAt, expiresAt] = fields;
  const scope = readScope(where);
  if (scope === undefined) return undefined;
  return {
    user: String(user),
    generation: Number(generation),
    methods: texts(methods),
    scope,
    auditIds: texts(auditIds),
    issuedAt: new Date(Number(issuedAt)),
    expiresAt: new Date(Number(expiresAt)),
  };
}

function sign(payload: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(payload).digest();
}

function readScope(where: unknown): Scope | undefined {
  const [kind, id] = texts(where);
  if (kind === 'system' || kind === 'none') return { kind };
  if ((kind === 'project' || kind === 'domain') && id !== undefined) return { kind, id };
  return undefined;
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
