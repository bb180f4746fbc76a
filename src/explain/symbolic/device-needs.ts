import type { Chain, Rule } from '../../netfilter/index.ts';
import { type Edge, always, bottom, never } from './bdd.ts';
import { noDevice } from './device-names.ts';
import { splitBy } from './field.ts';
import type { Model } from './model.ts';

/** The one class that all packets have; -1: there are several. */
export interface SoleDevices {
  readonly physdevIn: number;
  readonly physdevOut: number;
}

export const anyDevices: SoleDevices = { physdevIn: -1, physdevOut: -1 };

/** For each rule the class of the port that it must have, -1 for none: read off the rule, without a diagram. */
export interface DeviceNeeds {
  readonly physdevIn: Int32Array;
  readonly physdevOut: Int32Array;
}

/**
 * Of the rules that lead to the chains of a thousand ports all but a few ask for ports that the packets of a question
 * do not have: comparing two numbers for each is a hundredth of asking the diagram.
 */
export function needsOf(model: Model, { rules }: Chain): DeviceNeeds {
  const { physdevIn, physdevOut } = model.vocabulary.names;
  const need = (rule: Rule, side: 'in' | 'out') => {
    for (const match of rule.matches) {
      const asked = match.kind === 'physdev' ? match[side] : null;
      if (!asked || asked.negated) continue;
      const found = (side === 'in' ? physdevIn : physdevOut).byName.get(asked.name);
      if (found !== undefined) return found;
    }
    return -1;
  };
  return {
    physdevIn: Int32Array.from(rules, (rule) => need(rule, 'in')),
    physdevOut: Int32Array.from(rules, (rule) => need(rule, 'out')),
  };
}

export function soleDevices(model: Model, packets: Edge): SoleDevices {
  if (packets === always) return anyDevices;
  const { bdd, vocabulary } = model;
  const sole = (name: 'physdevIn' | 'physdevOut') => {
    const field = vocabulary.fields[name];
    const alone = bdd.some(bdd.some(packets, field.base + field.bits, bottom), 0, field.base);
    const atoms = [...splitBy(bdd, field, alone)].flatMap(([rest, found]) => (rest === never ? [] : found));
    return atoms.length === 1 ? (atoms[0] ?? noDevice) : -1;
  };
  return { physdevIn: sole('physdevIn'), physdevOut: sole('physdevOut') };
}
