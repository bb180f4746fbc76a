import type { Packet } from '../packet.ts';
import { examplePacket } from './example-packet.ts';
import type { HostFinding, Proof } from './finding.ts';
import { type FamilyView, type PlacedRule, chainKey, leadsTo, mostTried, numbersOf, refOf } from './host-view.ts';
import { askedState, invalidDrops } from './invalid-drops.ts';
import { proofOf, prove, strangerAt } from './proof.ts';

/** A rule that drops what is INVALID, and what lets packets go before it whatever their state. */
interface Late {
  readonly drop: PlacedRule;
  readonly letting: readonly PlacedRule[];
}

/** Rules that drop what is INVALID but come after others that decide first: told by one chain, with a reset if it can. */
export function invalidAfterRules(view: FamilyView): readonly HostFinding[] {
  const late = invalidDrops(view).flatMap((drop): Late[] => {
    const before = (view.chains.get(chainKey(drop)) ?? []).filter(({ rule }) => rule < drop.rule);
    const letting = before.filter((rule) => letsGo(rule) && !askedState(rule));
    return letting.length === 0 ? [] : [{ drop, letting }];
  });
  const [first] = late;
  if (!first) return [];
  const proved = firstProved(view, late.slice(0, mostTried));
  const { drop, letting } = proved?.one ?? first;
  return [
    {
      code: 'INVALID_AFTER_RULES',
      family: view.family,
      certainty: 'sure',
      rules: [drop, ...letting].map(refOf),
      values: { chain: drop.chain, rule: drop.rule, rules: numbersOf(letting), chains: late.length },
      proofs: proved ? [proved.proof] : [],
    },
  ];
}

function firstProved(
  view: FamilyView,
  late: readonly Late[],
): { readonly one: Late; readonly proof: Proof } | undefined {
  for (const one of late) {
    const proof = resetThrough(view, one);
    if (proof) return { one, proof };
  }
  return undefined;
}

function letsGo({ target }: PlacedRule): boolean {
  return target?.kind === 'return' || target?.kind === 'accept';
}

/** A reset of no connection that one of the rules lets through to a port. */
function resetThrough(view: FamilyView, { letting }: Late): Proof | undefined {
  for (const rule of letting) {
    const port = view.ports.find(({ toPort }) => toPort && leadsTo(toPort) === rule.chain);
    const reset: Packet | undefined = port && { ...strangerAt(view, port.device, 'toPort'), tcpFlags: ['RST'] };
    const fitting = reset && examplePacket(rule.matches, reset, view.host.sets);
    if (fitting?.protocol !== 6) continue;
    const proof = prove(view, fitting);
    if (proof.verdict === 'accept' && proof.ctState === 'INVALID' && proof.meets(rule)) return proofOf(proof);
  }
  return undefined;
}
