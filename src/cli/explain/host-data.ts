import {
  type ExplainedChain,
  type ExplainedHost,
  type ReadHost,
  chainWords,
  plainNames,
  ruleLine,
  sayFinding,
  sayHostFinding,
  summaryWords,
} from '../../explain/index.ts';
import type { Language } from '../../words/index.ts';

/** A host as data, for --json and --yaml: everything that the text says, codes beside words (docs/reference/explain.md). */
export function hostData(host: ExplainedHost, read: ReadHost, language: Language) {
  return {
    summary: {
      layers: host.layers.map(({ backend, shown }) => ({ backend, families: [...shown] })),
      ports: host.ports.length,
      chains: host.chains.length,
      rules: host.chains.reduce((sum, { rules }) => sum + rules.length, 0),
      sets: host.sets.length,
      programs: host.programs,
      words: summaryWords(host, language),
    },
    ports: host.ports,
    chains: host.chains.map((chain) => chainData(host, chain, language)),
    sets: host.sets,
    unknown_sets: host.unknownSets,
    overlooked: host.overlooked.map((finding) => ({ ...finding, words: sayHostFinding(language, finding) })),
    unowned: host.unowned,
    findings: findingsData(read, language),
  };
}

/** What was odd in the texts. */
export function findingsData({ findings }: Pick<ReadHost, 'findings'>, language: Language) {
  return findings.map((finding) => ({
    code: finding.code,
    severity: finding.severity,
    weakens: finding.weakens,
    file: finding.name ?? null,
    line: finding.line,
    words: sayFinding(finding, language),
  }));
}

function chainData(host: ExplainedHost, chain: ExplainedChain, language: Language) {
  const { rules, meaning, comesFrom, ...rest } = chain;
  return {
    ...rest,
    role: meaning.role,
    certainty: meaning.certainty,
    devices: meaning.devices,
    comes_from: comesFrom,
    words: chainWords(chain, language),
    rules: rules.map((rule) => {
      const line = ruleLine(host, chain, rule, plainNames, language);
      return {
        number: rule.number,
        text: rule.text,
        packets: rule.packets,
        leads_to: rule.leadsTo,
        certainty: rule.meaning.certainty,
        reasons: rule.meaning.reasons,
        words: { condition: line.condition, target: line.target, note: line.note ?? null },
      };
    }),
  };
}
