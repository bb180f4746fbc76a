import { type BoundPort, type SecurityGroupRule, cidrVersion, parseCidr } from '../../model/index.ts';
import { type Language, say } from '../../words/index.ts';
import type { Cloud } from '../fixes/cloud.ts';
import { serviceSpec } from '../fixes/service.ts';
import type { SuggestedFix } from '../fixes/suggest-fixes.ts';

/** How things are called on a command line: names where they are unique, else ids. */
export interface CommandNames {
  port(port: BoundPort): string;
  group(id: string): string;
}

/** The command that makes a change. */
export function fixCommand({ fix }: SuggestedFix, cloud: Cloud, names: CommandNames): string {
  switch (fix.kind) {
    case 'addRule': {
      const { rule } = fix;
      const [flag, side] = rule.direction === 'ingress' ? ['--ingress', '--from'] : ['--egress', '--to'];
      const words = ['portreeve', 'sg', 'rule', 'add', names.group(fix.group), flag, serviceSpec(rule)];
      words.push(side, remoteWord(rule, names));
      // The verb takes IPv4 where nothing else tells it.
      if (rule.ethertype === 'IPv6' && needsEthertype(rule)) words.push('--ethertype', 'IPv6');
      return words.map(quoted).join(' ');
    }
    case 'addGroup': {
      const words = ['portreeve', 'port', 'set', portWord(fix.port, cloud, names)];
      return [...words, '--add-group', names.group(fix.group)].map(quoted).join(' ');
    }
    case 'allowPair': {
      const port = cloud.ports.get(fix.port);
      const pairs = [
        ...(port?.allowedAddressPairs ?? []),
        { ipAddress: fix.address, ...(fix.mac !== null && { macAddress: fix.mac }) },
      ];
      // The verb sets the whole list, so those that are there are named again.
      const flags = pairs.flatMap(({ ipAddress, macAddress }) => [
        '--allowed-pair',
        macAddress === undefined ? ipAddress : `${ipAddress}=${macAddress}`,
      ]);
      return ['portreeve', 'port', 'set', portWord(fix.port, cloud, names), ...flags].map(quoted).join(' ');
    }
  }
}

/** What a change opens, counted: "opens 1 port on 1 instance to 3 instances". */
export function fixEffect(
  { fix, exposure }: SuggestedFix,
  cloud: Cloud,
  names: CommandNames,
  language: Language,
): string {
  const instances = (count: number) => say(language, 'explain.instances', { count });
  switch (fix.kind) {
    case 'addRule': {
      const what = serviceWords(fix.rule, language);
      const isSent = fix.rule.direction === 'egress';
      const params = { what, instances: instances(exposure.ports) };
      if (exposure.beyond && fix.rule.remote.kind === 'prefix') {
        const address = fix.rule.remote.prefix.replace(/\/(?:32|128)$/, '');
        return say(language, isSent ? 'explain.fixSendsToAddress' : 'explain.fixOpensToAddress', {
          ...params,
          address,
        });
      }
      const peers = instances(exposure.peers);
      return say(language, isSent ? 'explain.fixSendsTo' : 'explain.fixOpensTo', { ...params, peers });
    }
    case 'addGroup': {
      const name = portWord(fix.port, cloud, names);
      const parts = [
        ...(exposure.reaches > 0 ? [say(language, 'explain.fixReaches', { count: exposure.reaches, name })] : []),
        ...(exposure.reachedBy > 0
          ? [say(language, 'explain.fixReachedBy', { instances: instances(exposure.reachedBy), name })]
          : []),
        ...(exposure.sendsTo > 0
          ? [say(language, 'explain.fixMaySend', { instances: instances(exposure.sendsTo), name })]
          : []),
        ...(exposure.beyond ? [say(language, 'explain.fixBeyond')] : []),
      ];
      return parts.length === 0
        ? say(language, 'explain.fixNothing')
        : parts.join(say(language, 'explain.listSeparator'));
    }
    case 'allowPair':
      return say(language, 'explain.fixPair', { name: portWord(fix.port, cloud, names) });
  }
}

function serviceWords(rule: Omit<SecurityGroupRule, 'id'>, language: Language): string {
  const { protocol, portRangeMin: first, portRangeMax: last } = rule;
  const hasPorts = first !== null && last !== null && protocol !== null && !protocol.startsWith('icmp');
  return hasPorts ? say(language, 'explain.ports', { count: last - first + 1 }) : serviceSpec(rule);
}

function remoteWord({ remote }: Omit<SecurityGroupRule, 'id'>, names: CommandNames): string {
  switch (remote.kind) {
    case 'any':
      return 'any';
    case 'prefix':
      return remote.prefix.replace(/\/(?:32|128)$/, '');
    case 'group':
    case 'addressGroup':
      return names.group(remote.id);
  }
}

function needsEthertype({ remote, protocol }: Omit<SecurityGroupRule, 'id'>): boolean {
  const cidr = remote.kind === 'prefix' ? parseCidr(remote.prefix) : undefined;
  return !(cidr !== undefined && cidrVersion(cidr) === 6) && protocol !== 'icmpv6';
}

function portWord(id: BoundPort['id'], cloud: Cloud, names: CommandNames): string {
  const port = cloud.ports.get(id);
  return port ? names.port(port) : id;
}

/** As a shell takes it for one word, whatever is in it. */
function quoted(word: string): string {
  return /^[A-Za-z0-9_.:/@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
