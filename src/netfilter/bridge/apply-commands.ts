import { parseCidr, parseMac } from '../../model/index.ts';
import { type BridgeChain, type BridgeTable, emptyBridgeTable } from './table.ts';

export type BridgeResult =
  | { readonly isDone: true; readonly table: BridgeTable }
  /** Which command, counted from 0, and why, in the words of ebtables-nft. */
  | { readonly isDone: false; readonly index: number; readonly reason: string };

/**
 * What ebtables-nft 1.8.9 makes of commands: all or nothing. Knows the options that the layout needs; any other is refused,
 * as an unknown one is. Rules with MACs cannot be deleted by their text (seen on the real one).
 */
export function applyBridgeCommands(table: BridgeTable, commands: readonly (readonly string[])[]): BridgeResult {
  const chains = new Map<string, { policy: string; rules: string[] }>();
  for (const [name, { policy, rules }] of table.chains) chains.set(name, { policy, rules: [...rules] });
  for (const [index, command] of commands.entries()) {
    const reason = applyOne(chains, command);
    if (reason !== undefined) return { isDone: false, index, reason };
  }
  return { isDone: true, table: { chains } };
}

type Chains = Map<string, { policy: string; rules: string[] }>;

const noChain = 'No chain/target/match by that name';

/** Why the command is refused; undefined if it was done. */
function applyOne(chains: Chains, command: readonly string[]): string | undefined {
  const [verb, name = '', ...rest] = command;
  const chain = chains.get(name);
  if (verb === '-N') {
    const policy = rest[0] === '-P' ? rest[1] : 'ACCEPT';
    if (chain !== undefined) return 'Chain already exists';
    if (name === '' || name.length > 31 || name.startsWith('-')) return `Invalid chain name '${name}'`;
    if (policy === undefined || !policies.includes(policy) || rest.length > 2) return 'Invalid policy specified';
    chains.set(name, { policy, rules: [] });
    return undefined;
  }
  if (chain === undefined) return noChain;
  switch (verb) {
    case '-F':
      chain.rules.length = 0;
      return rest.length > 0 ? 'Bad argument' : undefined;
    case '-X':
      if (emptyBridgeTable.chains.has(name)) return noChain;
      if (chain.rules.length > 0 || isUsed(chains, name)) {
        return `CHAIN_DEL failed (Device or resource busy): chain ${name}`;
      }
      chains.delete(name);
      return undefined;
    case '-A':
    case '-I': {
      const hasNumber = verb === '-I' && /^\d+$/.test(rest[0] ?? '');
      const at = hasNumber ? Number(rest[0]) : 1;
      const rule = printedRule(hasNumber ? rest.slice(1) : rest, chains);
      if (rule.refused !== undefined) return rule.refused;
      if (at < 1 || at > chain.rules.length + 1) return 'Index of insertion too big';
      chain.rules.splice(verb === '-A' ? chain.rules.length : at - 1, 0, rule.text);
      return undefined;
    }
    case '-D': {
      if (/^\d+$/.test(rest[0] ?? '')) {
        const at = Number(rest[0]);
        if (at < 1 || at > chain.rules.length) return 'Index of deletion too big';
        chain.rules.splice(at - 1, 1);
        return undefined;
      }
      const rule = printedRule(rest, chains);
      if (rule.refused !== undefined) return rule.refused;
      const at = chain.rules.indexOf(rule.text);
      if (at < 0) return 'Bad rule (does a matching rule exist in that chain?)';
      if (rule.text.includes('--among-')) return `RULE_DELETE failed (Invalid argument): rule in chain ${name}`;
      chain.rules.splice(at, 1);
      return undefined;
    }
    default:
      return `Unknown argument: '${verb ?? ''}'`;
  }
}

const policies = ['ACCEPT', 'DROP', 'RETURN'];
const targets = [...policies, 'CONTINUE'];
/** In the order in which the program prints them. */
const options = ['-p', '-s', '-d', '-i', '-o', '--among-src', '--arp-ip-src', '-j'];

type Printed =
  | { readonly text: string; readonly refused?: never }
  | { readonly refused: string; readonly text?: never };

function printedRule(words: readonly string[], chains: ReadonlyMap<string, BridgeChain>): Printed {
  const given = new Map<string, string>();
  for (let at = 0; at < words.length; at += 2) {
    const [option = '', value] = words.slice(at, at + 2);
    if (!options.includes(option)) return { refused: `Unknown argument: '${option}'` };
    if (value === undefined) return { refused: `option ${option} requires an argument` };
    const printed = printedValue(option, value);
    if (printed === undefined) return { refused: `Invalid value for ${option}: ${value}` };
    given.set(option, printed);
  }
  if (given.has('--arp-ip-src') && given.get('-p') !== 'ARP') return { refused: 'For ARP options -p ARP is needed' };
  const target = given.get('-j');
  if (target !== undefined && !targets.includes(target) && !chains.has(target)) {
    return { refused: `Chain '${target}' does not exist` };
  }
  if (target !== undefined && emptyBridgeTable.chains.has(target)) return { refused: `Chain '${target}' is no target` };
  const text = options.filter((option) => given.has(option)).map((option) => `${option} ${given.get(option)}`);
  return { text: text.join(' ') };
}

function printedValue(option: string, value: string): string | undefined {
  switch (option) {
    case '--among-src': {
      const macs = value.split(',').map(parseMac);
      if (macs.includes(undefined)) return undefined;
      return [...new Set(macs)]
        .sort()
        .map((mac) => shortMac(mac ?? ''))
        .join(',');
    }
    case '-s':
    case '-d': {
      const mac = parseMac(value);
      return mac === undefined ? undefined : shortMac(mac);
    }
    case '--arp-ip-src': {
      const cidr = parseCidr(value);
      if (cidr === undefined || cidr.includes(':')) return undefined;
      return cidr.endsWith('/32') ? cidr.slice(0, -3) : cidr;
    }
    case '-i':
    case '-o':
      return value.length > 0 && value.length < 16 ? value : undefined;
    default:
      return value;
  }
}

/** "fa:16:3e:05:b8:03" -> "fa:16:3e:5:b8:3", as ebtables-nft prints it. */
function shortMac(mac: string): string {
  return mac
    .split(':')
    .map((octet) => octet.replace(/^0(?=.)/, ''))
    .join(':');
}

function isUsed(chains: ReadonlyMap<string, BridgeChain>, name: string): boolean {
  for (const { rules } of chains.values()) {
    if (rules.some((rule) => rule === `-j ${name}` || rule.endsWith(` -j ${name}`))) return true;
  }
  return false;
}
