import { type Chain, type Family, type Rule, printRuleText } from '../../netfilter/index.ts';
import type { HostMap, MappedPort } from '../mapping/host-map.ts';
import type { ChainMeaning } from '../mapping/meaning.ts';
import { jumpTarget } from '../mapping/port-chains.ts';

/**
 * Numbers chains so that two have the same number if they say the same, each of its own port: names of devices and of
 * their chains, addresses and MACs of a port do not tell them apart.
 */
export class AlikeChains {
  private readonly map: HostMap;
  private readonly numbers = new Map<string, number>();
  private readonly ports: ReadonlyMap<string, MappedPort>;

  constructor(map: HostMap) {
    this.map = map;
    this.ports = new Map(map.ports.map((port) => [port.device, port]));
  }

  number(family: Family, table: string, chain: Chain): number {
    const meaning = this.map.chain(family, table, chain.name);
    const lines = chain.rules.map((rule) => this.line(family, table, rule, meaning));
    // Built-in chains are never taken for each other.
    const own = chain.policy === null ? meaning.role : chain.name;
    const key = `${family} ${table} ${own} ${chain.policy}\n${lines.join('\n')}`;
    let number = this.numbers.get(key);
    if (number === undefined) this.numbers.set(key, (number = this.numbers.size));
    return number;
  }

  private line(family: Family, table: string, rule: Rule, meaning: ChainMeaning): string {
    let text = printRuleText(rule);
    if (meaning.devices.length === 0) return text;
    const to = jumpTarget(rule);
    const role = to === undefined ? undefined : this.map.chain(family, table, to);
    if (to !== undefined && role && role.devices.length > 0) text = text.replaceAll(to, `(${role.role})`);
    for (const device of meaning.devices) {
      text = text.replaceAll(device, '(port)');
      for (const { address, mac } of this.ports.get(device)?.sources ?? []) {
        if (address !== null) text = text.replaceAll(address, '(address)');
        if (mac !== null) text = text.replaceAll(new RegExp(mac, 'gi'), '(mac)');
      }
    }
    return text;
  }
}
