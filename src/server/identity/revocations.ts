import type { Condition, Reader, Writer } from '../../store/index.ts';

/** What may not be used any more before its time: a token by its audit id, a session or a sign-in link by its own. */
export async function revoke(tx: Writer, id: string, expiresAt: Date, now: Date): Promise<void> {
  const expired: Condition<'identity_revocations'> = { column: 'expires_at', below: now.toISOString() };
  await tx.clear('identity_revocations', [{ any: [expired, { column: 'audit_id', in: [id] }] }]);
  await tx.insert('identity_revocations', [{ audit_id: id, expires_at: expiresAt.toISOString() }]);
}

export async function isRevoked(tx: Reader, id: string): Promise<boolean> {
  return (await tx.count('identity_revocations', [{ column: 'audit_id', in: [id] }])) > 0;
}
