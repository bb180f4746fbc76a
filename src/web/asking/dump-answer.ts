import type { DumpedHost } from '../../ask/index.ts';
import {
  type ExplainedChain,
  type ExplainedHost,
  type FindingSeverity,
  type HostFinding,
  chainWords,
  familyWord,
  lettingWords,
  plainNames,
  ruleLine,
  sayFinding,
  sayHostFinding,
  summaryWords,
} from '../../explain/index.ts';
import { type Language, say } from '../../words/index.ts';

/** All that texts say of a host, in one language. */
export interface DumpAnswer {
  readonly summary: readonly string[];
  readonly findings: readonly DumpFinding[];
  readonly ports: readonly DumpPort[];
  readonly chains: readonly DumpChain[];
  /** Built-in chains that do nothing. */
  readonly silent: readonly string[];
  readonly overlooked: readonly DumpOverlooked[];
  readonly unowned: readonly DumpUnowned[];
  readonly unknownSets: readonly string[];
  /** Listings that do not show interfaces: whether rules name some is asked, or was said. */
  readonly interfaces: 'shown' | 'asked' | 'assumed';
}

/** Something of the reading, with the line that it is about. */
export interface DumpFinding {
  readonly code: string;
  readonly severity: FindingSeverity;
  readonly text: string;
  readonly line: number;
  readonly words: string;
  readonly weakens: boolean;
}

export interface DumpPort {
  readonly device: string;
  readonly addresses: readonly string[];
  readonly macs: readonly string[];
  readonly letsIn: readonly string[];
  readonly letsOut: readonly string[];
}

export interface DumpChain {
  /** "IPv4", with the backend where both are there. */
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly role: ExplainedChain['meaning']['role'];
  /** What it is for. */
  readonly words: string;
  readonly isInferred: boolean;
  readonly policy: string | null;
  readonly comesFrom: readonly string[];
  /** Others that say the same, each of its own port. */
  readonly alike: readonly string[];
  readonly rules: readonly DumpRule[];
  /** Rules that are left out of `rules`; the last one is always there. */
  readonly hidden: number;
}

export interface DumpRule {
  readonly number: number;
  readonly condition: string;
  readonly target: string;
  readonly note: string | null;
  readonly isInferred: boolean;
  readonly isDropping: boolean;
  /** As iptables-save has it. */
  readonly text: string;
  readonly packets: string | null;
}

export interface DumpOverlooked {
  readonly code: string;
  readonly families: readonly string[];
  readonly isHint: boolean;
  readonly what: string;
  readonly why: string;
  readonly follows: string;
  readonly todo: string;
  /** Places of the rules that it is about. */
  readonly rules: readonly string[];
}

export interface DumpUnowned {
  readonly place: string;
  readonly program: string | null;
  readonly policy: string | null;
  readonly rules: readonly { readonly number: number; readonly text: string }[];
}

/** Rules of one chain that are sent to the page; a person does not read more, and a page does not show more well. */
const mostRules = 250;

export function dumpAnswer({ read }: DumpedHost, host: ExplainedHost, language: Language): DumpAnswer {
  const isSilent = ({ meaning, policy, rules }: ExplainedChain) =>
    meaning.role === 'builtIn' && policy === 'ACCEPT' && rules.length === 0;
  const told = host.chains.filter((chain) => !isSilent(chain));
  const alike = new Map<number, ExplainedChain[]>();
  for (const chain of told) alike.set(chain.alike, [...(alike.get(chain.alike) ?? []), chain]);
  const hasCode = (...codes: readonly string[]) => read.findings.some(({ code }) => codes.includes(code));
  return {
    summary: summaryWords(host, language),
    findings: read.findings
      .filter(({ severity, code }) => severity !== 'info' || code === 'noise' || code === 'listing_agrees')
      .map((finding) => ({
        code: finding.code,
        severity: finding.severity,
        text: finding.name ?? '',
        line: finding.line,
        words: sayFinding(finding, language),
        weakens: finding.weakens,
      })),
    ports: host.ports.map(({ device, addresses, macs, letsIn, letsOut }) => ({
      device,
      addresses: addresses.map((address) => address.replace(/\/(?:32|128)$/, '')),
      macs,
      letsIn: lettingWords(host, letsIn, plainNames, language),
      letsOut: lettingWords(host, letsOut, plainNames, language),
    })),
    chains: told.flatMap((chain) => {
      const [first, ...others] = alike.get(chain.alike) ?? [];
      return first === chain ? [chainAnswer(host, chain, others, language)] : [];
    }),
    silent: host.chains.filter(isSilent).map(({ family, table, chain }) => `${familyWord(family)} ${table} ${chain}`),
    overlooked: overlookedOf(host.overlooked, language),
    unowned: host.unowned
      .filter(({ rules, policy }) => rules.length > 0 || policy !== null)
      .map(({ family, table, chain, looksLike, policy, rules }) => ({
        place: `${familyWord(family)} ${table} ${chain}`,
        program: looksLike,
        policy,
        rules: rules.slice(0, mostRules),
      })),
    unknownSets: host.unknownSets,
    interfaces: hasCode('interface_not_shown') ? 'asked' : hasCode('interface_assumed') ? 'assumed' : 'shown',
  };
}

function chainAnswer(
  host: ExplainedHost,
  chain: ExplainedChain,
  alike: readonly ExplainedChain[],
  language: Language,
): DumpChain {
  const { meaning, family, layer, table, policy, comesFrom, rules } = chain;
  const backend = host.layers.length > 1 ? (host.layers[layer]?.backend ?? null) : null;
  const hidden = Math.max(0, rules.length - mostRules);
  // The last rule says what becomes of the rest.
  const shown = hidden > 0 ? [...rules.slice(0, mostRules - 1), ...rules.slice(-1)] : rules;
  return {
    family: backend === null ? familyWord(family) : `${familyWord(family)} (${backend})`,
    table,
    chain: chain.chain,
    role: meaning.role,
    words: chainWords(chain, language),
    isInferred: meaning.certainty === 'inferred' && meaning.role !== 'builtIn',
    policy,
    comesFrom: comesFrom.map((ref) => `${ref.table === table ? '' : `${ref.table} `}${ref.chain} ${ref.rule}`),
    alike: alike.map((other) => other.chain),
    hidden,
    rules: shown.map((rule) => {
      const line = ruleLine(host, chain, rule, plainNames, language);
      return { ...line, note: line.note ?? null, text: rule.text, packets: rule.packets };
    }),
  };
}

/** What both families have in the same words is told once. */
function overlookedOf(findings: readonly HostFinding[], language: Language): readonly DumpOverlooked[] {
  const told = new Map<string, DumpOverlooked & { readonly families: string[] }>();
  for (const finding of findings) {
    const words = sayHostFinding(language, finding);
    const key = `${finding.code} ${words.what} ${words.why}`;
    const families = finding.family === null ? [] : [familyWord(finding.family)];
    const before = told.get(key);
    if (before) before.families.push(...families.filter((family) => !before.families.includes(family)));
    else {
      told.set(key, {
        code: finding.code,
        families,
        isHint: finding.certainty === 'hint',
        what: say(language, 'explain.sentence', { words: words.what }).replace(/([.。])[.。]$/, '$1'),
        why: words.why,
        follows: words.follows,
        todo: words.todo,
        rules: finding.rules.map(({ table, chain, rule }) => `${table} ${chain} ${rule}`),
      });
    }
  }
  return [...told.values()];
}
