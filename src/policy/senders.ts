import { type Mark, type PortClass, bothOf } from './port-set.ts';
import type { Kind, Role } from './roles.ts';

/**
 * Roles of senders, said briefly: a kind but for some of its roles. Who is newly let in is mostly everybody but a few
 * that were before.
 */
export interface Senders {
  readonly kinds: readonly { readonly kind: Kind; readonly without: ReadonlySet<Role> }[];
  /** Of other kinds. */
  readonly roles: readonly Role[];
}

/** Equal for the same roles, as long as they are said in the same order. */
export function keyOf({ kinds, roles }: Senders): string {
  const whole = kinds.map(({ kind, without }) => `${kind.number}-${[...without].map(({ number }) => number).join()}`);
  return `${whole.join(' ')} ${roles.map(({ number }) => number).join()}`;
}

export function sendersMark({ kinds, roles }: Senders): Mark {
  const all: PortClass[] = [...roles, ...kinds.flatMap(({ kind, without }) => [kind, ...without])];
  // A mark that is added twice is gone again.
  return all.reduce<Mark>((sum, { mark }) => bothOf(sum, mark), [0, 0]);
}

/** All that are in one of them. */
export function rolesOfAll(all: readonly Senders[]): readonly Role[] {
  const times = new Map<Kind, number>();
  const without = new Map<Role, number>();
  const out = new Set<Role>();
  for (const { kinds, roles } of all) {
    for (const role of roles) out.add(role);
    for (const one of kinds) {
      times.set(one.kind, (times.get(one.kind) ?? 0) + 1);
      for (const role of one.without) without.set(role, (without.get(role) ?? 0) + 1);
    }
  }
  for (const [kind, count] of times) {
    for (const role of kind.roles) if ((without.get(role) ?? 0) < count) out.add(role);
  }
  return [...out];
}
