import type { Client } from '../../client/index.ts';
import { createNeutronLayout, defaultLayoutOptions, emptyMemory } from '../../compiler/index.ts';
import { type HostMap, mapHost, ruleWords } from '../../explain/index.ts';
import { type MovedRule, labApi } from '../../lab/index.ts';
import { parseHostState, profileByName } from '../../wire/index.ts';
import type { Language } from '../../words/index.ts';

/**
 * Says why a rule of a host is there: "test: SSH from default". The state that the host's agent was told is compiled
 * anew here, which gives the reason of each rule by its place. Undefined for rules that are not ours.
 */
export function rulesInWords(client: Client, profileName: string, language: Language) {
  const profile = profileByName(profileName) ?? 'caracal';
  const layout = createNeutronLayout({ ...defaultLayoutOptions, profile });
  const hosts = new Map<string, Promise<Known>>();

  async function learn(host: string): Promise<Known> {
    const { body } = await client.request('GET', `/portreeve/v1/hosts/${encodeURIComponent(host)}/state`);
    const state = parseHostState(body);
    const compiled = layout.compile(state, emptyMemory);
    return { map: mapHost(compiled.rulesets, { state, ...compiled }), nameOf: await groupNames(client) };
  }

  return async (host: string, rule: MovedRule): Promise<string | undefined> => {
    let known = hosts.get(host);
    if (!known) {
      known = learn(host);
      hosts.set(host, known);
    }
    const { map, nameOf } = await known;
    const ref = { table: rule.table, chain: rule.chain, rule: rule.index };
    // Only what the compiler wrote: what else may stand there now is not ours to explain.
    if (map.rule('ipv4', ref).certainty !== 'exact') return undefined;
    return ruleWords(map, 'ipv4', ref, { group: nameOf }, language);
  };
}

interface Known {
  readonly map: HostMap;
  readonly nameOf: (groupId: string) => string;
}

async function groupNames(client: Client): Promise<Known['nameOf']> {
  const names = await labApi(client).allGroupNames();
  return (id) => names.get(id) ?? id;
}
