import type { Ruleset } from '../../netfilter/index.ts';
import { evaluate } from '../evaluate.ts';
import type { Packet } from '../packet.ts';
import type { SetMembers } from '../set-members.ts';
import type { Trace } from '../trace.ts';

/**
 * A packet of which it is not known by which interface of the host it goes: every interface that a rule names is tried,
 * and one that none names. Where it makes no difference that is the answer; where it does, it is open.
 */
export function evaluateOnAnyInterface(ruleset: Ruleset, sets: SetMembers, packet: Packet): Trace {
  const unnamed = evaluate(ruleset, sets, packet);
  const differing: string[] = [];
  for (const name of interfacesIn(ruleset)) {
    const on = {
      ...packet,
      ...(packet.in !== undefined && { in: name }),
      ...(packet.out !== undefined && { out: name }),
    };
    if (evaluate(ruleset, sets, on, { steps: false }).verdict !== unnamed.verdict) differing.push(name);
  }
  if (differing.length === 0) return unnamed;
  const option = packet.in === undefined ? '-o' : '-i';
  const unknowns = [...unnamed.unknowns, ...differing.map((name) => `${option} ${name}`)];
  return { ...unnamed, verdict: 'unknown', unknowns };
}

/** As many as a host has; a ruleset may name more. */
const mostInterfaces = 50;

function interfacesIn({ tables }: Ruleset): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { chains } of tables.values()) {
    for (const { rules } of chains.values()) {
      for (const { matches } of rules) {
        for (const match of matches) {
          const isInterface = match.kind === 'inInterface' || match.kind === 'outInterface';
          if (isInterface && names.size < mostInterfaces) names.add(match.name.replace(/\+$/, '0'));
        }
      }
    }
  }
  return names;
}
