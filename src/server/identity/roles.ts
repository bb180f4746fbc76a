/** Roles that stand for others as well: who is an administrator is a member, and who is a member may read. */
const implied: ReadonlyMap<string, readonly string[]> = new Map([
  ['admin', ['admin', 'member', 'reader']],
  ['member', ['member', 'reader']],
]);

/** Names of roles of a new cloud. `service` is for services among themselves: it implies no other. */
export const builtInRoles: readonly string[] = ['admin', 'member', 'reader', 'service'];

/** Roles of other services; `advsvc` is what clouds before 2023.2 have in place of `service`. */
const serviceRoles: readonly string[] = ['service', 'advsvc'];

/** The roles and all that they imply, each once. Names are compared without regard to case, as the reference does. */
export function withImplied(names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => implied.get(name.toLowerCase()) ?? [name]))];
}

/** What a caller may do; the meaning of each is `Caller`'s. */
export interface Rights {
  readonly isAdmin: boolean;
  readonly isReader: boolean;
  readonly isService: boolean;
}

/** What a caller with these roles may do. A role of another name lets him read, as in releases since 2023.1. */
export function rightsOf(names: readonly string[]): Rights {
  const roles = new Set(withImplied(names).map((name) => name.toLowerCase()));
  return {
    isAdmin: roles.has('admin'),
    isReader: !roles.has('member'),
    isService: serviceRoles.some((role) => roles.has(role)),
  };
}
