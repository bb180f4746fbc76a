import { isObject } from '../objects/index.ts';
import type { CompiledHost } from '../compiler/index.ts';
import { PortreeveError } from '../model/index.ts';
import { type Family, type IpSet, type Ruleset, parseSave, parseSets } from '../netfilter/index.ts';
import type { HostDump } from '../wire/index.ts';

/** Rules and sets of one host at one moment, or as they should be. */
export interface HostRules {
  readonly rulesets: { readonly [f in Family]: Ruleset };
  readonly sets: readonly IpSet[];
}

export function rulesOfDump(dump: HostDump): HostRules {
  return {
    rulesets: { ipv4: parseSave(dump.ipv4, 'ipv4').ruleset, ipv6: parseSave(dump.ipv6, 'ipv6').ruleset },
    sets: parseSets(dump.ipset).sets,
  };
}

export function rulesOfCompiled(compiled: CompiledHost): HostRules {
  return { rulesets: compiled.rulesets, sets: [...compiled.sets.values()].map(({ set }) => set) };
}

/** A dump as an answer has it. Throws ANSWER_UNREADABLE if it is none. */
export function readDump(body: unknown, path: string): HostDump {
  const found = isObject(body) && isObject(body['dump']) ? body['dump'] : body;
  const texts = ['ipv4', 'ipv6', 'ipset', 'listing', 'taken_at', 'backend'] as const;
  if (!isObject(found) || texts.some((key) => typeof found[key] !== 'string')) {
    throw new PortreeveError('ANSWER_UNREADABLE', { path, start: String(JSON.stringify(body)).slice(0, 80) });
  }
  return found as unknown as HostDump;
}
