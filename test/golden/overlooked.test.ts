import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type HostFinding,
  type HostFindingCode,
  type LookedOver,
  evaluate,
  indexSets,
  lookOver,
  sayHostFinding,
} from '../../src/explain/index.ts';
import { parseSave, parseSets } from '../../src/netfilter/index.ts';
import { parseHostState } from '../../src/wire/index.ts';
import type { Recording } from './trace/recording.ts';

/*
 * What experts overlook, found on the article's host: as Neutron's driver wrote it (firewall/02-article-after), and as it
 * stood in 2016 (trace/article-nft). Findings that need another host are shown on one that differs in what they are about.
 */

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** A recorded host, with a change of its IPv4 rules. */
function recorded(name: string, change: (rules: string) => string = (rules) => rules): LookedOver {
  const folder = `firewall/${name}`;
  return {
    rulesets: {
      ipv4: parseSave(change(text(`${folder}/iptables.v4`)), 'ipv4').ruleset,
      ipv6: parseSave(text(`${folder}/iptables.v6`), 'ipv6').ruleset,
    },
    sets: indexSets(parseSets(text(`${folder}/ipset`)).sets),
  };
}

const article = recorded('02-article-after');
const recording = JSON.parse(text('trace/article-nft.json')) as Recording;
/** The article's host as the agent of 2016 wrote it. */
const article2016: LookedOver = {
  rulesets: { ipv4: parseSave(recording.ruleset, 'ipv4').ruleset },
  sets: indexSets(parseSets(recording.ipset).sets),
};

const found = (code: HostFindingCode, host: LookedOver = article, family: string | null = 'ipv4') =>
  lookOver(host).filter((one) => one.code === code && one.family === family);

/** Where it is, as "table chain rule", and how it ends for its proofs. */
const shown = ({ certainty, rules, proofs }: HostFinding) => ({
  certainty,
  rules: rules.map(({ table, chain, rule }) => `${table} ${chain} ${rule}`),
  proofs: proofs.map(({ packet, ctState, verdict, decidedBy }) =>
    [packet.path, ctState, verdict, ...(decidedBy ? [decidedBy.chain, decidedBy.rule] : [])].join(' '),
  ),
});

const p = (chain: string) => `neutron-linuxbri-${chain}`;

describe("the article's host", () => {
  test('all that is found on it', () => {
    const codes = (family: string | null) =>
      lookOver(article).flatMap((one) => (one.family === family ? [one.code] : []));
    expect(codes('ipv4')).toEqual([
      'BRIDGED_IS_FORWARD',
      'HOST_UNFILTERED',
      'NEVER_MATCHES_HERE',
      'ZONE_RULE_NEVER_MATCHES',
      'HOST_TRAFFIC_UNSEEN',
      'ROUTED_BACK_UNSEEN',
      'ACK_COUNTS_AS_NEW',
      'INVALID_AFTER_RULES',
      'TWO_CHAINS_ONE_PACKET',
      'DHCP_GUARD',
      'COMMENT_BOTH_WAYS',
      'COMMENT_BOTH_WAYS',
    ]);
    expect(codes('ipv6')).toContain('RA_GUARD');
    expect(codes(null)).toEqual(['TAGGED_FRAMES_UNSEEN', 'ARP_UNSEEN']);
  });

  test('traffic between ports is in FORWARD', () => {
    expect(found('BRIDGED_IS_FORWARD').map(shown)).toEqual([
      { certainty: 'sure', rules: [`filter ${p('sg-chain')} 1`, `filter ${p('sg-chain')} 2`], proofs: [] },
    ]);
  });

  test('a false source is dropped on the bridge, and arrives at the host', () => {
    const [finding] = found('HOST_UNFILTERED');
    expect(finding && shown(finding)).toEqual({
      certainty: 'sure',
      rules: [`filter ${p('INPUT')} 1`],
      proofs: [`bridged NEW drop ${p('se68040f5-c')} 2`, 'localIn NEW accept INPUT 0'],
    });
    expect(finding && sayHostFinding('en', finding)).toEqual({
      what: 'What tape68040f5-c3 sends to this host itself is not filtered.',
      why: 'The rule in the chain can never match: --physdev-is-bridged holds only in FORWARD and POSTROUTING. (chain neutron-linuxbri-INPUT; ports like this one: 1)',
      follows: 'It is decided by the INPUT policy (ACCEPT), without anti-spoofing: a false source address arrives.',
      todo: 'Ask for the bridge instead: `iptables -I INPUT -i brq94dd1e52-73 -j DROP` after rules for what the host has to answer, or give the host no address on the bridge.',
    });
    expect(finding && sayHostFinding('zh-CN', finding).follows).toBe(
      '由 INPUT 默认策略（ACCEPT）决定，不经过防伪造检查：伪造的源地址能够到达。',
    );
  });

  test('nothing arrives unfiltered where INPUT drops it', () => {
    const closed = recorded('02-article-after', (rules) => rules.replace(':INPUT ACCEPT', ':INPUT DROP'));
    expect(found('HOST_UNFILTERED', closed)).toEqual([]);
  });

  test('the rule in INPUT can never match', () => {
    const [finding] = found('NEVER_MATCHES_HERE');
    expect(finding && shown(finding)).toEqual({ certainty: 'sure', rules: [`filter ${p('INPUT')} 1`], proofs: [] });
    expect(finding && sayHostFinding('en', finding).why).toBe(
      'The chain is reached from INPUT, but: --physdev-is-bridged holds only in FORWARD and POSTROUTING.',
    );
  });

  test.each([
    ['-A PREROUTING -m physdev --physdev-out tapX -j DROP', 'findings.reason_physdevOut'],
    ['-A PREROUTING -m physdev --physdev-is-out -j DROP', 'findings.reason_physdevOut'],
    ['-A OUTPUT -m physdev --physdev-in tapX -j DROP', 'findings.reason_physdevOutput'],
    ['-A OUTPUT -m mac --mac-source 02:00:00:00:00:01 -j DROP', 'findings.reason_mac'],
    ['-A neutron-linuxbri-OUTPUT -i eth0 -j DROP', 'findings.reason_inDevice'],
    ['-A neutron-linuxbri-PREROUTING -o eth0 -j DROP', 'findings.reason_outDevice'],
    ['-A PREROUTING -m state --state ESTABLISHED -j CT --notrack', 'findings.reason_stateInRaw'],
  ])('nor could %s', (rule, reason) => {
    const host = recorded('02-article-after', (rules) => rules.replace(/(\*raw\n(?::.*\n)*)/, `$1${rule}\n`));
    expect(found('NEVER_MATCHES_HERE', host).map(({ values }) => values['reason'])).toContain(reason);
  });

  test('nor can the accept rules that caracal writes into table nat, in PREROUTING, for what leaves', () => {
    const rule = '-A PREROUTING -m physdev --physdev-out tape68040f5-c3 -j ACCEPT';
    const host = recorded('02-article-after', (rules) => `${rules}*nat\n:PREROUTING ACCEPT\n${rule}\nCOMMIT\n`);
    expect(found('NEVER_MATCHES_HERE', host).map(({ values }) => values['table'])).toEqual(['filter', 'nat']);
  });

  test('what could match somewhere is not found', () => {
    const could = [
      '-A PREROUTING -m physdev ! --physdev-out tapX',
      '-A PREROUTING -i eth0',
      '-A PREROUTING -m state --state INVALID',
    ];
    const host = recorded('02-article-after', (rules) =>
      rules.replace(/(\*raw\n(?::.*\n)*)/, `$1${could.join('\n')}\n`),
    );
    expect(found('NEVER_MATCHES_HERE', host).map(({ values }) => values['table'])).toEqual(['filter']);
  });

  test('the zone rule of the bridge never matches, and its pair does the work', () => {
    const [finding] = found('ZONE_RULE_NEVER_MATCHES');
    expect(finding && shown(finding)).toEqual({ certainty: 'sure', rules: [`raw ${p('PREROUTING')} 1`], proofs: [] });
    expect(finding?.values).toMatchObject({ bridge: 'brq94dd1e52-73', pair: 2 });
  });

  test('what the host sends, and what it routes back, passes no rule of the groups', () => {
    const dropped = `bridged NEW drop ${p('sg-fallback')} 1`;
    expect(found('HOST_TRAFFIC_UNSEEN').map(shown)).toEqual([
      { certainty: 'sure', rules: [`filter ${p('sg-chain')} 1`], proofs: [dropped, 'localOut NEW accept OUTPUT 0'] },
    ]);
    expect(found('ROUTED_BACK_UNSEEN').map(shown)).toEqual([
      { certainty: 'sure', rules: [`filter ${p('sg-chain')} 1`], proofs: [dropped, 'routed NEW accept FORWARD 0'] },
    ]);
    const facts = { sysctls: new Map([['net.ipv4.ip_forward', '0']]) };
    expect(found('ROUTED_BACK_UNSEEN', { ...article, facts })).toEqual([]);
  });

  test('frames that iptables does not see', () => {
    const [tagged] = found('TAGGED_FRAMES_UNSEEN', article, null);
    expect(tagged).toMatchObject({ certainty: 'hint', values: { vlan: '0', pppoe: '0' } });
    const sysctls = (vlan: string) => ({
      sysctls: new Map([
        ['net.bridge.bridge-nf-filter-vlan-tagged', vlan],
        ['net.bridge.bridge-nf-filter-pppoe-tagged', '1'],
        ['net.bridge.bridge-nf-call-iptables', vlan],
      ]),
    });
    expect(found('TAGGED_FRAMES_UNSEEN', { ...article, facts: sysctls('0') }, null)[0]?.certainty).toBe('sure');
    expect(found('TAGGED_FRAMES_UNSEEN', { ...article, facts: sysctls('1') }, null)).toEqual([]);
    expect(found('BRIDGE_CALLS_OFF', { ...article, facts: sysctls('0') }).length).toBe(1);
    expect(found('BRIDGE_CALLS_OFF', { ...article, facts: sysctls('1') })).toEqual([]);
    expect(found('ARP_UNSEEN', article, null).length).toBe(1);
  });

  test('an ACK of no connection is NEW: the closing rule stops it, not the one for INVALID', () => {
    const [finding] = found('ACK_COUNTS_AS_NEW');
    expect(finding && shown(finding)).toEqual({
      certainty: 'sure',
      rules: [`filter ${p('ie68040f5-c')} 6`, `filter ${p('oe68040f5-c')} 7`],
      proofs: [`bridged NEW drop ${p('sg-fallback')} 1`],
    });
    const facts = { sysctls: new Map([['net.netfilter.nf_conntrack_tcp_loose', '0']]) };
    expect(found('ACK_COUNTS_AS_NEW', { ...article, facts })).toEqual([]);
  });

  test('a reset of no connection arrives at an open port, because INVALID comes after the rules of the groups', () => {
    const [finding] = found('INVALID_AFTER_RULES');
    expect(finding && shown(finding)).toEqual({
      certainty: 'sure',
      rules: [6, 2, 3, 4, 5].map((rule) => `filter ${p('ie68040f5-c')} ${rule}`),
      proofs: [`bridged INVALID accept ${p('sg-chain')} 3`],
    });
    expect(finding?.proofs[0]?.packet).toMatchObject({
      tcpFlags: ['RST'],
      source: '172.16.15.24',
      destinationPort: 22,
    });
    expect(finding && sayHostFinding('en', finding).what).toBe(
      'Rule 6 of neutron-linuxbri-ie68040f5-c (INVALID) is after rules that let packets go.',
    );
    // The kernel did the same with a reset to the host of 2016.
    const reset = recording.cases.find(({ name }) => name?.startsWith('RST with no flow to port 22'));
    expect([reset?.ctstate, reset?.verdict]).toEqual(['INVALID', 'ACCEPT']);
  });

  test('RETURN leaves one of two chains', () => {
    const [finding] = found('TWO_CHAINS_ONE_PACKET');
    expect(finding?.values).toEqual({
      chain: p('sg-chain'),
      first: p('ie68040f5-c'),
      second: p('oe68040f5-c'),
      rules: '1, 2',
    });
  });

  test('the guards against playing DHCP server and router', () => {
    expect(found('DHCP_GUARD').map(shown)).toEqual([
      { certainty: 'sure', rules: [`filter ${p('oe68040f5-c')} 4`], proofs: [] },
    ]);
    expect(found('DHCP_GUARD', article, 'ipv6').map(shown)[0]?.rules).toEqual([`filter ${p('oe68040f5-c')} 7`]);
    expect(found('RA_GUARD', article, 'ipv6').map(shown)[0]?.rules).toEqual([`filter ${p('oe68040f5-c')} 4`]);
  });

  test('in 2016 DHCP requests passed before the check of the source', () => {
    expect(found('DHCP_BEFORE_SOURCE_CHECK')).toEqual([]);
    expect(found('DHCP_BEFORE_SOURCE_CHECK', article2016).map(shown)).toEqual([
      { certainty: 'sure', rules: [`filter ${p('oe68040f5-c')} 1`, `filter ${p('oe68040f5-c')} 2`], proofs: [] },
    ]);
  });

  test('comments that stand at both directions', () => {
    expect(found('COMMENT_BOTH_WAYS').map(({ values }) => values['text'])).toEqual([
      'Direct traffic from the VM interface to the security group chain.',
      'Jump to the VM specific chain.',
    ]);
  });

  test('IPv6 leaves with any source, since a port without IPv6 address has no check of it', () => {
    expect(found('NO_SOURCE_CHECK_IPV6', article, 'ipv6').map(shown)).toEqual([
      {
        certainty: 'sure',
        rules: [`filter ${p('sg-chain')} 2`],
        proofs: [`bridged NEW drop ${p('se68040f5-c')} 2`, `bridged NEW accept ${p('sg-chain')} 3`],
      },
    ]);
    expect(found('NO_SOURCE_CHECK_IPV6', recorded('07-dual-stack-port'), 'ipv6')).toEqual([]);
  });

  test('a listing that shows no interfaces', () => {
    expect(found('LISTING_WITHOUT_INTERFACES', { ...article, hidesInterfaces: true }, null).length).toBe(1);
  });

  test('every sentence has all its values, in both languages', () => {
    const all = [article, article2016, recorded('36-stateless-and-stateful')].flatMap(lookOver);
    for (const finding of all) {
      for (const language of ['en', 'zh-CN'] as const) {
        const words = Object.values(sayHostFinding(language, finding));
        expect(words.filter((sentence) => sentence === '' || /\{\{|findings\./.test(sentence))).toEqual([]);
      }
    }
  });

  test('every proof is what the evaluator says', () => {
    for (const { proofs } of lookOver(article)) {
      for (const { packet, verdict, decidedBy } of proofs) {
        const rules = article.rulesets[packet.family];
        const trace = rules && evaluate(rules, article.sets, packet, { connections: [] });
        expect({ verdict: trace?.verdict, decidedBy: trace?.decidedBy }).toEqual({ verdict, decidedBy });
      }
    }
  });
});

describe("the article's host with one thing more", () => {
  const withRule = (rule: string) =>
    recorded('02-article-after', (rules) =>
      rules.replace('-A neutron-linuxbri-sg-fallback', `${rule}\n-A neutron-linuxbri-sg-fallback`),
    );

  test('a rule that excludes every port, and what iptables-save would make of it', () => {
    const chain = 'neutron-linuxbri-sg-fallback';
    expect(
      found('EMPTY_PORT_RANGE', withRule(`-A ${chain} -p udp -m udp ! --sport 0:65535 -j ACCEPT`)).map(shown),
    ).toEqual([{ certainty: 'sure', rules: [`filter ${chain} 1`], proofs: [] }]);
    const printed = withRule(`-A ${chain} -p udp -m udp -j ACCEPT`);
    expect(found('EMPTY_PORT_RANGE', printed)).toEqual([]);
    expect(found('PORT_RANGE_LOST', printed).map(shown)).toEqual([
      { certainty: 'hint', rules: [`filter ${chain} 1`], proofs: [] },
    ]);
    expect(found('PORT_RANGE_LOST')).toEqual([]);
  });

  test('a second port whose id begins alike', () => {
    const jump = (device: string) =>
      `-A neutron-linuxbri-sg-chain -m physdev --physdev-out ${device} --physdev-is-bridged -j neutron-linuxbri-ie68040f5-c`;
    const [finding] = found('CHAIN_SHARED', withRule(jump('tape68040f5-c9')));
    expect(finding?.values).toEqual({ chain: p('ie68040f5-c'), first: 'tape68040f5-c3', second: 'tape68040f5-c9' });
    expect(found('CHAIN_SHARED', withRule(jump('tape68040f5-c3')))).toEqual([]);
    expect(found('CHAIN_SHARED')).toEqual([]);
  });

  test('rules of the nft tools without conntrack', () => {
    const plain = (rules: string) =>
      rules
        .split('\n')
        .filter((line) => !/state|CT --zone/.test(line))
        .join('\n');
    const host = recorded('02-article-after', plain);
    expect(found('FRAGMENT_PORTS_FALSE', { ...host, facts: { backend: 'nft' } }).length).toBe(1);
    expect(found('FRAGMENT_PORTS_FALSE', host)).toEqual([]);
    expect(found('FRAGMENT_PORTS_FALSE', { ...article, facts: { backend: 'nft' } })).toEqual([]);
  });
});

describe('hosts with more groups', () => {
  const withState = (name: string, profile: string): LookedOver => ({
    ...recorded(name),
    profile,
    state: parseHostState(JSON.parse(text(`firewall/${name}/state.json`))),
  });

  test('a port is stateless by its first group alone', () => {
    const [finding] = found('STATELESS_BY_FIRST_GROUP', withState('36-stateless-and-stateful', 'zed'));
    expect(finding && { ...shown(finding), values: finding.values }).toMatchObject({
      certainty: 'sure',
      rules: [`raw ${p('PREROUTING')} 9`],
      values: { device: 'tap7cb74b1a-f7', first: 'sl', others: 'web' },
    });
    expect(
      found('STATELESS_BY_FIRST_GROUP', recorded('36-stateless-and-stateful')).map(({ certainty }) => certainty),
    ).toEqual(['hint']);
    expect(found('STATELESS_BY_FIRST_GROUP')).toEqual([]);
  });

  test('the zone of a bridge is that of its first port, also for the others', () => {
    const [finding] = found('BRIDGE_ZONE_BY_FIRST_PORT', recorded('36-stateless-and-stateful'));
    expect(finding && shown(finding)).toEqual({
      certainty: 'sure',
      rules: [8, 11, 12].map((rule) => `raw ${p('PREROUTING')} ${rule}`),
      proofs: [`bridged UNTRACKED drop ${p('sdbfda4fa-f')} 2`],
    });
    expect(finding?.values).toMatchObject({
      device: 'tapdbfda4fa-f3',
      says: '-j CT --notrack',
      wanted: '-j CT --zone 4099',
    });
    expect(found('BRIDGE_ZONE_BY_FIRST_PORT')).toEqual([]);
  });

  test('address groups restrict nothing in the profile zed', () => {
    const [finding] = found('ADDRESS_GROUP_OPEN', withState('27-address-group-zed', 'zed'), null);
    expect(finding).toMatchObject({ certainty: 'sure', values: { group: 'p', addressGroup: 'offices' } });
    expect(found('ADDRESS_GROUP_OPEN', withState('27-address-group-zed', 'caracal'), null)).toEqual([]);
    expect(found('ADDRESS_GROUP_OPEN', article, null)).toEqual([]);
    // Without a control plane's word, the sets that nothing refers to.
    expect(
      found('ADDRESS_GROUP_OPEN', recorded('27-address-group-zed'), null).map(({ certainty }) => certainty),
    ).toEqual(['hint', 'hint']);
  });
});
