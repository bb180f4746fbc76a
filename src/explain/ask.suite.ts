import { type Family, type Ruleset, parseSave } from '../netfilter/index.ts';
import { type EvaluateOptions, evaluate } from './evaluate.ts';
import type { Packet } from './packet.ts';
import { noSets } from './set-members.ts';
import { type RuleRef, type Trace, rulesMet } from './trace.ts';

/** A new connection from one port of a bridge to another; tests change what they are about. */
export const ssh: Packet = {
  family: 'ipv4',
  path: 'bridged',
  in: 'br0',
  out: 'br0',
  physdevIn: 'tapA',
  physdevOut: 'tapB',
  source: '10.0.0.1',
  destination: '10.0.0.2',
  protocol: 6,
  sourcePort: 40000,
  destinationPort: 22,
  tcpFlags: ['SYN'],
  macSource: 'fa:16:3e:00:00:01',
  macDestination: 'fa:16:3e:00:00:02',
  ttl: 64,
  tos: 0,
  length: 60,
};

/** Rules as iptables-save writes them, table after table: `rulesOf({ filter: ['-A FORWARD -j DROP'] })`. */
export function rulesOf(tables: { readonly [table: string]: readonly string[] }, family: Family = 'ipv4'): Ruleset {
  const text = Object.entries(tables).flatMap(([table, rules]) => {
    const builtIn = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];
    const own = new Set(rules.map((rule) => rule.split(' ')[1] ?? '').filter((chain) => !builtIn.includes(chain)));
    const heads = [...builtIn.map((chain) => `:${chain} ACCEPT`), ...[...own].map((chain) => `:${chain} -`)];
    return [`*${table}`, ...heads, ...rules, 'COMMIT'];
  });
  const { ruleset, findings } = parseSave(text.join('\n'), family);
  if (findings.length > 0) throw new Error(JSON.stringify(findings));
  return ruleset;
}

/** Where matches are asked, by the path of the packet. */
const hooks = { bridged: 'FORWARD', routed: 'FORWARD', localIn: 'INPUT', localOut: 'OUTPUT' } as const;

/** Whether a match, as text, holds in table filter: for a whole packet, or for `ssh` with some changes. */
export function holds(match: string, packet: Partial<Packet> = {}, options: EvaluateOptions = {}): boolean | 'unknown' {
  const asked = isWhole(packet) ? packet : { ...ssh, ...packet };
  const rules = rulesOf({ filter: [`-A ${hooks[asked.path]} ${match} -j DROP`] }, asked.family);
  const { verdict } = evaluate(rules, noSets, asked, options);
  return verdict === 'unknown' ? 'unknown' : verdict === 'drop';
}

function isWhole(packet: Partial<Packet>): packet is Packet {
  return packet.family !== undefined && packet.path !== undefined && packet.protocol !== undefined;
}

/** The rules met in some tables, as "table chain number". */
export function met(trace: Trace, ...tables: readonly string[]): readonly string[] {
  const wanted = ({ table }: RuleRef) => tables.length === 0 || tables.includes(table);
  return rulesMet(trace)
    .filter(wanted)
    .map(({ table, chain, rule }) => `${table} ${chain} ${rule}`);
}
