import type { Chain, Match, PortModule, PortRange, Rule, Ruleset } from '../../src/netfilter/index.ts';
import { protocolNumber } from '../../src/model/index.ts';

/** A ruleset of one chain of the filter table; what its rules leave goes by the policy ACCEPT. */
export function chainOf(name: string, rules: readonly Rule[]): Ruleset {
  const chain = (one: string): [string, Chain] => [
    one,
    { name: one, policy: 'ACCEPT', rules: one === name ? rules : [] },
  ];
  const chains = new Map(['INPUT', 'FORWARD', 'OUTPUT'].map(chain));
  return { family: 'ipv4', tables: new Map([['filter', { name: 'filter', chains }]]) };
}

/** Reads a listing as the tool writes its simplified rules: "ACCEPT tcp -- 10.0.0.0/8 0.0.0.0/0 tcp spts:1:2 dpt:22". */
export function readListing(text: string, chain: string): readonly Rule[] {
  let at = '';
  const rules: Rule[] = [];
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    const [first = '', protocol = '', , source = '', destination = '', module, ...ports] = words;
    if (first === 'Chain') at = words[1] ?? '';
    if (words.length < 5 || first === 'Chain' || first === 'target') continue;
    if (at !== chain) throw new Error(`a rule of ${at}: ${line}`);
    const sides = ports.map((word) => {
      const [option = '', low, high = low] = word.split(':');
      return { option: option.replace(/s$/, ''), range: { first: Number(low), last: Number(high) } };
    });
    const side = (option: string) => sides.find((one) => one.option === option)?.range;
    rules.push(
      simpleRule({
        target: first,
        protocol: module ?? protocol,
        source,
        destination,
        sport: side('spt'),
        dport: side('dpt'),
      }),
    );
  }
  return rules;
}

export interface SimpleRule {
  readonly target: string;
  readonly protocol: string;
  readonly source: string;
  readonly destination: string;
  readonly sport?: PortRange | undefined;
  readonly dport?: PortRange | undefined;
}

export function simpleRule(rule: SimpleRule, ...more: readonly Match[]): Rule {
  const matches: Match[] = [...more];
  if (rule.source !== '0.0.0.0/0') matches.push({ kind: 'source', cidr: rule.source, negated: false });
  if (rule.destination !== '0.0.0.0/0') matches.push({ kind: 'destination', cidr: rule.destination, negated: false });
  if (rule.protocol !== 'all') matches.push({ kind: 'protocol', protocol: rule.protocol, negated: false });
  if (rule.sport || rule.dport) {
    matches.push({
      kind: 'ports',
      module: portModule(rule.protocol),
      source: rule.sport ? { ...rule.sport, negated: false } : null,
      destination: rule.dport ? { ...rule.dport, negated: false } : null,
      rest: '',
    });
  }
  if (rule.target !== 'ACCEPT' && rule.target !== 'DROP') throw new Error(`no simple rule: ${rule.target}`);
  return { matches, target: { kind: rule.target === 'ACCEPT' ? 'accept' : 'drop' } };
}

function portModule(protocol: string): PortModule {
  if (protocolNumber(protocol) === 6) return 'tcp';
  if (protocolNumber(protocol) === 17) return 'udp';
  throw new Error(`ports of ${protocol}`);
}
