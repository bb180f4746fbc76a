import { type BoundPort, addressVersion, parseCidr, parseMac } from '../../model/index.ts';
import { arpChain, macChain, tapName } from '../naming/neutron.ts';
import type { BridgeTable } from './table.ts';

/**
 * What a device may send: frames from these MACs, and ARP that claims one of these addresses. In the words of the layout,
 * section 15 ("ARP and MAC protection").
 */
export interface PortProtection {
  readonly device: string;
  /** Canonical, sorted, once each. */
  readonly macs: readonly string[];
  /** IPv4 addresses and prefixes, sorted as text; null: any, so that there is no ARP chain. */
  readonly arpSources: readonly string[] | null;
}

/** Protection of a port; undefined if it gets none: its security is off, or the network itself owns it. */
export function portProtection(port: BoundPort): PortProtection | undefined {
  if (!port.portSecurityEnabled || port.deviceOwner.startsWith('network:')) return undefined;
  const macs = new Set<string>();
  for (const text of [port.macAddress, ...port.allowedAddressPairs.map((pair) => pair.macAddress ?? port.macAddress)]) {
    macs.add(parseMac(text) ?? text.toLowerCase());
  }
  const addresses = [
    ...port.fixedIps.map((ip) => ip.ipAddress),
    ...port.allowedAddressPairs.map((pair) => pair.ipAddress),
  ].filter((text) => addressVersion(text.split('/')[0] ?? '') === 4);
  const isAny = addresses.some((text) => text.endsWith('/0'));
  return {
    device: tapName(port.id),
    macs: [...macs].sort(),
    arpSources: isAny ? null : [...new Set(addresses.map(arpSource))].sort(),
  };
}

/** MACs that one rule of ebtables takes, as Neutron's agent cuts them. */
const macsPerRule = 500;

export type BridgeCommand = readonly string[];

/**
 * Commands that take the table from what was observed to the protection of exactly these devices; chains of the layout for
 * any other device go. Nothing else is touched.
 *
 * Between any two commands a device that was protected stays so: a chain is filled before it is jumped to, what is new is
 * let in before what is old is taken out, and a chain in disorder begins with dropping everything. Old rules are deleted by
 * number, because ebtables-nft 1.8.9 cannot delete a rule with MACs by its text ("RULE_DELETE failed").
 */
export function planProtection(observed: BridgeTable, wanted: readonly PortProtection[]): readonly BridgeCommand[] {
  const commands: BridgeCommand[] = [];
  const kept = new Set<string>();
  for (const { device, macs, arpSources } of wanted) {
    kept.add(macChain(device));
    const macHeads: Head[] = [];
    for (let at = 0; at < macs.length; at += macsPerRule)
      macHeads.push(macHead(device, macs.slice(at, at + macsPerRule)));
    commands.push(...planChain(observed, macChain(device), macHeads));
    commands.push(...planJump(observed, macChain(device), macJump(device)));
    if (arpSources === null) continue;
    kept.add(arpChain(device));
    commands.push(...planChain(observed, arpChain(device), arpSources.map(arpHead)));
    commands.push(...planJump(observed, arpChain(device), arpJump(device)));
  }
  for (const name of observed.chains.keys()) {
    const device = protectedDevice(name);
    if (device !== undefined && !kept.has(name)) commands.push(...planRemoval(observed, name));
  }
  return commands;
}

/** Device that a chain of the layout protects; undefined for any other chain. */
export function protectedDevice(chain: string): string | undefined {
  const prefix = [macChain(''), arpChain('')].find((p) => chain.startsWith(p) && chain.length > p.length);
  return prefix === undefined ? undefined : chain.slice(prefix.length);
}

/** A rule that lets something through: what it means, and how it is written. */
interface Head {
  readonly key: string;
  readonly words: readonly string[];
}

const dropAll = ['-j', 'DROP'];

function macHead(device: string, macs: readonly string[]): Head {
  const words = ['-i', device, '--among-src', macs.join(','), '-j', 'RETURN'];
  return { key: ruleKey(words), words };
}

function arpHead(source: string): Head {
  const words = ['-p', 'ARP', '--arp-ip-src', source, '-j', 'ACCEPT'];
  return { key: ruleKey(words), words };
}

function planChain(observed: BridgeTable, name: string, heads: readonly Head[]): BridgeCommand[] {
  const chain = observed.chains.get(name);
  if (chain === undefined) {
    return [
      ['-N', name, '-P', 'DROP'],
      ['-A', name, ...dropAll],
      // Each goes before the one before it, as Neutron's agent writes them.
      ...heads.map((head) => ['-I', name, ...head.words]),
    ];
  }
  const keys = chain.rules.map((rule) => ruleKey(rule.split(' ')));
  const dropKey = ruleKey(dropAll);
  const isInOrder = keys.at(-1) === dropKey && keys.indexOf(dropKey) === keys.length - 1;
  const present = new Set(isInOrder ? keys : []);
  const added = isInOrder
    ? heads.filter((head) => !present.has(head.key))
    : [{ key: dropKey, words: dropAll }, ...heads];
  const wantedKeys = new Set([...heads.map((head) => head.key), dropKey]);
  const removed: number[] = [];
  const seen = new Set<string>();
  for (const [index, key] of keys.entries()) {
    if (!isInOrder || !wantedKeys.has(key) || seen.has(key)) removed.push(index + 1 + added.length);
    seen.add(key);
  }
  return [
    ...added.map((head) => ['-I', name, ...head.words]),
    // From the end, so that the numbers of those before stay.
    ...removed.reverse().map((number) => ['-D', name, String(number)]),
  ];
}

interface Jump {
  /** Neutron's agent puts the jump to the MAC chain before the others, and that to the ARP chain after them. */
  readonly verb: '-I' | '-A';
  readonly words: readonly string[];
}

function macJump(device: string): Jump {
  return { verb: '-I', words: ['-i', device, '-j', macChain(device)] };
}

function arpJump(device: string): Jump {
  return { verb: '-A', words: ['-i', device, '-j', arpChain(device), '-p', 'ARP'] };
}

function planJump(observed: BridgeTable, chain: string, jump: Jump): BridgeCommand[] {
  const isThere = jumpsTo(observed, chain).some((rule) => ruleKey(rule.split(' ')) === ruleKey(jump.words));
  return isThere ? [] : [[jump.verb, 'PREROUTING', ...jump.words]];
}

function planRemoval(observed: BridgeTable, name: string): BridgeCommand[] {
  return [
    ...jumpsTo(observed, name).map((rule) => ['-D', 'PREROUTING', ...rule.split(' ')]),
    ['-F', name],
    ['-X', name],
  ];
}

function jumpsTo(observed: BridgeTable, chain: string): readonly string[] {
  const rules = observed.chains.get('PREROUTING')?.rules ?? [];
  return rules.filter((rule) => rule.endsWith(`-j ${chain}`) || rule.includes(`-j ${chain} `));
}

/**
 * One spelling for what means the same: options in one order, MACs canonical and sorted (ebtables-nft prints
 * "fa:16:3e:5:b8:3"; legacy ends the list with a comma), addresses as prefixes.
 */
function ruleKey(words: readonly string[]): string {
  const options: string[] = [];
  for (let at = 0; at < words.length; at += 2) {
    const [option = '', value = ''] = words.slice(at, at + 2);
    if (option === '--among-src') {
      const macs = value.split(',').flatMap((mac) => (mac === '' ? [] : [parseMac(mac) ?? mac]));
      options.push(`${option} ${macs.sort().join(',')}`);
    } else if (option === '--arp-ip-src') {
      options.push(`${option} ${parseCidr(value) ?? value}`);
    } else {
      options.push(`${option} ${value}`);
    }
  }
  return options.sort().join(' ');
}

/** As ebtables prints it: host bits cleared, `/32` left out. */
function arpSource(text: string): string {
  const cidr = parseCidr(text) ?? text;
  return cidr.endsWith('/32') ? cidr.slice(0, -3) : cidr;
}
