import type { Client } from '../../client/index.ts';
import {
  type CompiledHost,
  type Provenance,
  createNeutronLayout,
  defaultLayoutOptions,
  emptyMemory,
} from '../../compiler/index.ts';
import { type MovedRule, labApi } from '../../lab/index.ts';
import type { HostState, SecurityGroupRule } from '../../model/index.ts';
import { parseHostState, profileByName } from '../../wire/index.ts';
import type { WordsKey } from '../../words/index.ts';
import type { Context } from '../context.ts';

/**
 * Says why a rule of a host is there: "test: SSH from default". The state that the host's agent was told is compiled
 * anew here, which gives the reason of each rule by its place. Undefined for rules that are not ours.
 */
export function rulesInWords(client: Client, profileName: string, say: Context['say']) {
  const profile = profileByName(profileName) ?? 'caracal';
  const layout = createNeutronLayout({ ...defaultLayoutOptions, profile });
  const hosts = new Map<string, Promise<Known>>();

  async function learn(host: string): Promise<Known> {
    const { body } = await client.request('GET', `/portreeve/v1/hosts/${encodeURIComponent(host)}/state`);
    const state = parseHostState(body);
    return { state, compiled: layout.compile(state, emptyMemory), nameOf: await groupNames(client) };
  }

  return async (host: string, rule: MovedRule): Promise<string | undefined> => {
    let known = hosts.get(host);
    if (!known) {
      known = learn(host);
      hosts.set(host, known);
    }
    const { state, compiled, nameOf } = await known;
    const [reason] = compiled.why('ipv4', rule.table, rule.chain)[rule.index - 1] ?? [];
    return reason && inWords(reason, state, nameOf, say);
  };
}

interface Known {
  readonly state: HostState;
  readonly compiled: CompiledHost;
  readonly nameOf: (groupId: string) => string;
}

async function groupNames(client: Client): Promise<Known['nameOf']> {
  const names = await labApi(client).allGroupNames();
  return (id) => names.get(id) ?? id;
}

function inWords(reason: Provenance, state: HostState, nameOf: Known['nameOf'], say: Context['say']): string {
  switch (reason.kind) {
    case 'securityGroupRule': {
      const rule = state.groups.get(reason.group)?.rules.find((r) => r.id === reason.rule);
      return rule ? ruleWords(nameOf(reason.group), rule, nameOf, say) : reason.rule;
    }
    case 'antiSpoof':
      return say(spoofWords[reason.what]);
    case 'scaffold':
      return say(`compiler.whyScaffold_${reason.role}`);
  }
}

function ruleWords(group: string, rule: SecurityGroupRule, nameOf: Known['nameOf'], say: Context['say']): string {
  const remote = remoteWords(rule, nameOf);
  const params = { group, service: serviceWords(rule) ?? rule.ethertype, remote: remote ?? '' };
  if (rule.direction === 'ingress') return say(remote === undefined ? 'lab.whyFromAny' : 'lab.whyFrom', params);
  return say(remote === undefined ? 'lab.whyToAny' : 'lab.whyTo', params);
}

function remoteWords({ remote }: SecurityGroupRule, nameOf: Known['nameOf']): string | undefined {
  switch (remote.kind) {
    case 'any':
      return undefined;
    case 'prefix':
      return remote.prefix;
    case 'group':
      return nameOf(remote.id);
    case 'addressGroup':
      return remote.id;
  }
}

/** As OpenStack's pages call the commonest services; undefined: every protocol. */
function serviceWords({ protocol, portRangeMin, portRangeMax }: SecurityGroupRule): string | undefined {
  if (protocol === null) return undefined;
  if (portRangeMin === null) return protocol.startsWith('icmp') ? protocol.toUpperCase() : protocol;
  const text =
    portRangeMin === portRangeMax ? `${protocol}/${portRangeMin}` : `${protocol}/${portRangeMin}-${portRangeMax ?? ''}`;
  return services[text] ?? text;
}

const services: Readonly<Record<string, string>> = {
  'tcp/22': 'SSH',
  'tcp/80': 'HTTP',
  'tcp/443': 'HTTPS',
  'udp/53': 'DNS',
  'tcp/3389': 'RDP',
};

const spoofWords: { readonly [what in Extract<Provenance, { kind: 'antiSpoof' }>['what']]: WordsKey } = {
  'mac-ip': 'lab.whyOwnAddress',
  dhcp: 'lab.whyNoDhcpServer',
  ra: 'lab.whyNoRouter',
  arp: 'lab.whyOwnAddress',
  ndp: 'lab.whyOwnAddress',
};
