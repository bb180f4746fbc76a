import { chainPrefix, portChain } from '../../netfilter/index.ts';
import type { AskLab } from '../control/ask.ts';
import type { InstanceStatus, LabStatus } from '../control/protocol.ts';
import type { MovedRule } from '../moved-rules.ts';
import type { ProbeRequest, ProbeResult } from '../probe.ts';
import type { LabApi } from '../api.ts';
import { articleIds } from '../article/ids.ts';
import { articleListings, comparableListing, firstDifference } from '../article/listings.ts';
import { type HostRules, chainsOfPorts, hostRules } from './host-rules.ts';
import type { Page, Teller } from './teller.ts';

export interface StoryOptions {
  readonly status: LabStatus;
  readonly ask: AskLab;
  readonly api: LabApi;
  readonly teller: Teller;
  /** Why a rule of a host is there, in words: "test: SSH from default"; undefined if that is not known. */
  readonly reasonOf: (host: string, rule: MovedRule) => Promise<string | undefined>;
  /** Starts the instances that the story needs besides its hero; they are launched while the first steps are told. */
  readonly others: Promise<readonly InstanceStatus[]>;
}

/** The names that the story uses. */
export const cast = {
  group: 'test',
  hero: 'vm-oa',
  heroAddress: '172.16.15.31',
  friend: 'vm-in-default',
  friendAddress: '172.16.15.30',
  stranger: 'web01',
  strangerAddress: '172.16.15.40',
  strangerGroup: 'web',
} as const;

const pings = 5;

/** The article's walk, with everything that it says checked on the spot. */
export async function tellStory(options: StoryOptions): Promise<void> {
  const { status, ask, api, teller } = options;
  const target = status.hosts.at(-1)?.name ?? '';
  const observed = status.simulated === null;
  let before: HostRules = { chains: [], rules: [] };
  let hero: InstanceStatus | undefined;

  await teller.step(1, async (page) => {
    const rules = status.article
      ? await api.groupRules(articleIds.testGroup)
      : (await api.createGroup(cast.group)).rules;
    const shown = rules.map((r) => `${r.direction} ${r.ethertype} ${r.isOpen ? 'any' : 'limited'}`).sort();
    page.add('lab.step1more');
    page.claim('lab.claimTwoEgress', {}, shown.join() === 'egress IPv4 any,egress IPv6 any', shown);
    return teller.say('lab.step1', { group: cast.group });
  });

  await teller.step(2, async (page) => {
    const [group = '', source = ''] = await api.groupIds([cast.group, 'default']);
    const limits = [{ protocol: 'icmp' }, { protocol: 'tcp', port_range_min: 22, port_range_max: 22 }];
    // The listing of the article has them the other way round; rules are written in the order of their making.
    for (const limit of status.article ? limits.reverse() : limits) {
      await api.createRule({ security_group_id: group, direction: 'ingress', remote_group_id: source, ...limit });
    }
    const count = (await api.groupRules(group)).length;
    page.claim('lab.claimFourRules', {}, count === 4, count);
    return teller.say('lab.step2');
  });

  await options.others;
  await teller.step(3, async (page) => {
    before = hostRules((await ask('dump', { host: target })).text);
    await api.keepDump(target, 'step3');
    const named = [...chainsOfPorts(before), ...before.rules.filter((rule) => rule.includes('--physdev'))];
    page.claim('lab.claimNoPort', { host: target }, before.chains.length > 0 && named.length === 0, named);
    await quoteListing(page, 'before');
    page.add('lab.step3more', { host: target });
    return teller.say('lab.step3', { host: target, count: before.chains.length });
  });

  await teller.step(4, async (page) => {
    const found = await ask('launch', {
      name: cast.hero,
      groups: [cast.group],
      address: cast.heroAddress,
      ...(status.article ? { identity: { id: articleIds.port, mac: articleIds.mac } } : {}),
    });
    hero = found;
    const port = await api.port(found.portId);
    page.claim('lab.claimLanded', { host: target }, found.host === target, found.host);
    page.claim('lab.claimActive', {}, port.status === 'ACTIVE', port.status);
    if (observed) page.add('lab.step4more', { mac: found.mac, address: found.addresses.join(', ') });
    return teller.say('lab.step4', {
      name: cast.hero,
      group: cast.group,
      host: found.host,
      tap: found.tap,
      address: found.addresses.join(', '),
    });
  });

  const { tap = '', addresses: [heroAddress = ''] = [] } = hero ?? {};
  await teller.step(5, async (page) => {
    const after = hostRules((await ask('dump', { host: target })).text);
    await api.keepDump(target, 'step5');
    const chains = after.chains.filter((chain) => !before.chains.includes(chain));
    const rules = after.rules.length - before.rules.length;
    const expected = (['i', 'o', 's'] as const).map((kind) => portChain(chainPrefix(), kind, tap));
    page.claim('lab.claimThreeChains', { tap }, chains.join() === expected.join(), chains);
    for (const chain of chains) page.add(chainWords(chain), { chain });
    await quoteListing(page, 'after');
    page.add('lab.step5more', { host: target });
    return teller.say('lab.step5', { host: target, chains: chains.length, rules });
  });

  await teller.step(6, async (page) => {
    const chain = portChain(chainPrefix(), 'i', tap);
    const fallback = `${chainPrefix()}-sg-fallback`;
    for (const [protocol, port] of [['tcp', 22] as const, ['icmp', undefined] as const]) {
      const what = port === undefined ? protocol : `${protocol}/${port}`;
      const question = { to: cast.hero, protocol, ...(port === undefined ? {} : { port }) };
      const passed = await probe(
        { from: cast.friend, ...question },
        (rule) => rule.chain === chain && rule.text.includes('--match-set'),
      );
      page.claim('lab.claimAllowed', { from: cast.friend, what }, passed.result.verdict === 'allowed', passed.result);
      page.claim('lab.claimCounted', { chain }, passed.counted, passed.rule ?? passed.result.moved);
      page.add(observed ? 'lab.probeAllowed' : 'lab.probeWouldPass', {
        ...ends(passed.result, what),
        ...(await ruleWords(passed)),
      });

      const refused = await probe({ from: cast.stranger, ...question }, (rule) => rule.chain === fallback);
      page.claim(
        'lab.claimDropped',
        { from: cast.stranger, what },
        refused.result.verdict === 'dropped',
        refused.result,
      );
      page.claim('lab.claimCounted', { chain: fallback }, refused.counted, refused.rule ?? refused.result.moved);
      page.add(observed ? 'lab.probeDropped' : 'lab.probeWouldDrop', {
        ...ends(refused.result, what),
        ...(await ruleWords(refused)),
      });
    }
    page.add(observed ? 'lab.step6sent' : 'lab.step6evaluated');
    return teller.say('lab.step6');
  });

  await teller.step(7, async (page) => {
    const own = await ask('hooks', { from: cast.friend, to: cast.hero, pings, address: heroAddress, host: target });
    page.claim(
      'lab.claimForwardOnly',
      {},
      own.input === 0 && own.output === 0 && own.forward === 2 * own.answered && own.answered === pings,
      own,
    );
    page.add('lab.step7instance', { name: cast.hero, pings, ...own });
    const hostAddress = status.hosts.at(-1)?.address ?? '';
    const host = await ask('hooks', {
      from: target,
      to: status.controlPlane,
      pings,
      address: hostAddress,
      host: target,
    });
    page.claim(
      'lab.claimHostOnly',
      { host: target },
      host.forward === 0 && host.input >= pings && host.output >= pings,
      host,
    );
    page.add('lab.step7host', { host: target, pings, ...host });
    if (!observed) page.add('lab.step6evaluated');
    return teller.say(observed ? 'lab.step7' : 'lab.step7evaluated');
  });

  /**
   * Sends and looks whether the rule that must have decided counted just what was sent. Something else that comes by
   * in the same moment spoils the count, not the verdict: then it is sent again.
   */
  async function probe(request: ProbeRequest, isDecider: (rule: MovedRule) => boolean): Promise<Probed> {
    for (let attempt = 1; ; attempt += 1) {
      const result = await ask('probe', request);
      const rule = result.moved.find((m) => m.host === result.to.host)?.rules.find(isDecider);
      const counted = rule?.packets === result.sent;
      if (counted || attempt === 3) return { result, rule, counted };
    }
  }

  function ends(result: ProbeResult, what: string) {
    return { from: result.from.name.padEnd(cast.friend.length), to: result.to.name, what: what.padEnd(6) };
  }

  async function ruleWords({ result, rule }: Probed) {
    if (!rule) return { index: '?', chain: '?', why: '?', packets: 0 };
    const why = (await options.reasonOf(result.to.host, rule)) ?? rule.text;
    return { index: rule.index, chain: rule.chain, why, packets: rule.packets };
  }

  async function quoteListing(page: Page, when: 'before' | 'after') {
    if (!status.article || !observed) return;
    const { text } = await ask('listing', { host: target });
    page.quote(text);
    const same = comparableListing(text) === comparableListing(articleListings[when]);
    page.claim('lab.claimArticle', {}, same, firstDifference(text, articleListings[when]));
    if (same) page.add('lab.articleSame');
  }
}

/** A probe, and the rule on the receiver's host that decided over it. */
interface Probed {
  readonly result: ProbeResult;
  readonly rule: MovedRule | undefined;
  /** The rule counted exactly what was sent. */
  readonly counted: boolean;
}

function chainWords(chain: string) {
  const kind = chain.slice(chainPrefix().length + 1, chainPrefix().length + 2);
  return kind === 'i' ? 'lab.chainIn' : kind === 'o' ? 'lab.chainOut' : 'lab.chainSource';
}
