import type { Standing } from './service.ts';

/** What `POST` and `GET /v3/auth/tokens` answer. Without a scope there are neither roles nor a catalogue. */
export function tokenBody(standing: Standing, catalog: readonly object[] | undefined): object {
  const { content, user, userDomain, project, domain, roles } = standing;
  const isScoped = content.scope.kind !== 'none';
  return {
    token: {
      methods: content.methods,
      user: { id: user.id, name: user.name, domain: named(userDomain), password_expires_at: null },
      audit_ids: content.auditIds,
      issued_at: micro(content.issuedAt),
      expires_at: micro(content.expiresAt),
      ...(project && { project: { ...named(project.row), domain: named(project.domain) }, is_domain: false }),
      ...(domain && { domain: named(domain) }),
      ...(content.scope.kind === 'system' && { system: { all: true } }),
      ...(isScoped && { roles: roles.map(named) }),
      ...(isScoped && catalog !== undefined && { catalog }),
    },
  };
}

const named = ({ id, name }: { readonly id: string; readonly name: string }) => ({ id, name });

/** "2026-01-31T12:00:00.000000Z": clients want the six digits. */
function micro(date: Date): string {
  return date.toISOString().replace('Z', '000Z');
}
