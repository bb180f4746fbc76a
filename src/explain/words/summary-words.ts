import type { Family } from '../../netfilter/index.ts';
import { type Language, say } from '../../words/index.ts';
import type { ExplainedHost, WrittenBy } from '../host/explained-host.ts';
import { familyWord } from './explained-words.ts';

/** What is on a host, in a few sentences: how much of what, by whom. */
export function summaryWords(host: ExplainedHost, language: Language): readonly string[] {
  const { layers, ports, sets, unknownSets, programs } = host;
  return [
    ...layers
      .flatMap(({ shown, backend }, layer) =>
        (['ipv4', 'ipv6'] as const).map((family) => {
          if (!shown.has(family))
            return layer > 0 ? '' : say(language, 'hosts.familyAbsent', { family: familyWord(family) });
          return familySentence(host, layer, family, backend, language);
        }),
      )
      .filter((sentence) => sentence !== ''),
    say(language, ports.length === 0 ? 'hosts.portsNone' : 'hosts.portsFound', { count: ports.length }),
    ...(sets.length + unknownSets.length === 0 ? [] : [setSentence(host, language)]),
    ...(programs.length === 0
      ? []
      : [
          say(language, 'hosts.written', {
            by: programs.map((one) => byWords(one, language)).join(say(language, 'explain.listSeparator')),
          }),
        ]),
  ];
}

function familySentence(
  { chains }: ExplainedHost,
  layer: number,
  family: Family,
  backend: string | null,
  language: Language,
): string {
  const own = chains.filter((chain) => chain.layer === layer && chain.family === family);
  const count = (what: 'chains' | 'rules', number: number) => say(language, `hosts.${what}`, { count: number });
  const tables = new Set(own.filter(({ rules }) => rules.length > 0).map(({ table }) => table));
  const rules = own.reduce((sum, chain) => sum + chain.rules.length, 0);
  return say(language, backend === null ? 'hosts.familyHas' : 'hosts.familyHasIn', {
    family: familyWord(family),
    backend: backend ?? '',
    chains: count('chains', own.length),
    rules: count('rules', rules),
    tables: tables.size === 0 ? say(language, 'hosts.tablesNone') : [...tables].join(', '),
  });
}

function setSentence({ sets, unknownSets }: ExplainedHost, language: Language): string {
  const members = sets.reduce((sum, set) => sum + set.members, 0);
  const known = say(language, 'hosts.sets', {
    count: sets.length,
    members: say(language, 'hosts.members', { count: members }),
  });
  if (unknownSets.length === 0) return known;
  const open = say(language, 'hosts.setsOpen', { count: unknownSets.length });
  return sets.length === 0 ? open : say(language, 'explain.twoSentences', { first: known, second: open });
}

function byWords({ program, chains, rules }: WrittenBy, language: Language): string {
  const params = {
    program:
      program === null
        ? say(language, 'hosts.byNobody')
        : program === 'layout'
          ? say(language, 'hosts.byLayout')
          : program,
    chains: say(language, 'hosts.chains', { count: chains }),
    rules: say(language, 'hosts.rules', { count: rules }),
  };
  return say(language, chains === 0 ? 'hosts.byRules' : rules === 0 ? 'hosts.byChains' : 'hosts.by', params);
}
