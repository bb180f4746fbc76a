import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type Pass,
  evaluate,
  indexSets,
  judgePass,
  mapHost,
  missWords,
  passInWords,
  pathLines,
  plainNames,
  rulesMet,
} from '../../../src/explain/index.ts';
import { parseSave, parseSets } from '../../../src/netfilter/index.ts';
import { type Recording, connectionOf, packetOf } from './recording.ts';

const read = (name: string): Recording => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

/** Every packet of a recording, as it passed a host of which nothing but its rules is known. */
function passesOf({ ruleset, ipset, family, cases }: Recording): readonly (Pass & { readonly name: string })[] {
  const { ruleset: rules } = parseSave(ruleset, family);
  const other = parseSave('', family === 'ipv4' ? 'ipv6' : 'ipv4').ruleset;
  const map = mapHost(family === 'ipv4' ? { ipv4: rules, ipv6: other } : { ipv4: other, ipv6: rules });
  const sets = indexSets(parseSets(ipset).sets);
  return cases.map(({ name = '', packet: recorded, conntrack }) => {
    const packet = packetOf(recorded);
    const trace = evaluate(rules, sets, packet, { connections: conntrack.map(connectionOf) });
    return { name, packet, trace, map, sets };
  });
}

describe.each(['article-legacy.json', 'article-nft.json'])('the packets of the article’s host (%s)', (file) => {
  const passes = passesOf(read(file));

  test('each have the reason that its recorder wrote beside it', () => {
    const found = passes.map((pass) => {
      const { reason, answers } = judgePass(pass, plainNames);
      return [pass.name, reason.code, ...answers.map(({ direction, answer }) => `${direction} ${answer}`)];
    });
    expect(found).toEqual([
      ['ssh from a member of the default group', 'FILTERS_PASS', 'egress unseen', 'ingress admitted'],
      ['ssh from an address outside the group', 'SECURITY_GROUP_INGRESS', 'egress unseen', 'ingress refused'],
      ['http from a member: no rule allows it', 'SECURITY_GROUP_INGRESS', 'egress unseen', 'ingress refused'],
      ['ping from a member', 'FILTERS_PASS', 'egress unseen', 'ingress admitted'],
      ['ping from outside the group', 'SECURITY_GROUP_INGRESS', 'egress unseen', 'ingress refused'],
      ['DHCP answer from the DHCP server', 'FILTERS_PASS', 'egress unseen', 'ingress admitted'],
      ['DHCP answer from another host', 'SECURITY_GROUP_INGRESS', 'egress unseen', 'ingress refused'],
      ['DNS query out of the instance', 'FILTERS_PASS', 'egress admitted', 'ingress unseen'],
      ['spoofed source address out of the instance', 'ADDRESS_PAIR_MISSING', 'egress refused', 'ingress unseen'],
      ['spoofed MAC out of the instance', 'ANTI_SPOOFING', 'egress refused', 'ingress unseen'],
      ['DHCP request with no address yet', 'FILTERS_PASS', 'egress admitted', 'ingress unseen'],
      ['the instance acts as a DHCP server', 'DHCP_GUARD', 'egress refused', 'ingress unseen'],
      ['answer to a flow that the instance opened', 'FILTERS_PASS', 'egress unseen', 'ingress admitted'],
      [
        'ACK with no flow: NEW, not INVALID (loose pickup), so the fallback chain decides',
        'SECURITY_GROUP_INGRESS',
        'egress unseen',
        'ingress refused',
      ],
      [
        'ACK with no flow to port 22 from a member: allowed as NEW',
        'FILTERS_PASS',
        'egress unseen',
        'ingress admitted',
      ],
      ['FIN,ACK with no flow: INVALID', 'INVALID_STATE', 'egress unseen', 'ingress refused'],
      [
        'RST with no flow to port 22 from a member: allowed, because the INVALID rule comes after the group rules',
        'FILTERS_PASS',
        'egress unseen',
        'ingress admitted',
      ],
      [
        'ICMP error for a flow of the instance, from a router: RELATED',
        'FILTERS_PASS',
        'egress unseen',
        'ingress admitted',
      ],
      ['ICMP error for no known flow: INVALID', 'INVALID_STATE', 'egress unseen', 'ingress refused'],
      [
        'from another tap of the same bridge that has no rules of its own',
        'FILTERS_PASS',
        'egress unseen',
        'ingress admitted',
      ],
      [
        'traffic between ports that no chain knows: the policy decides',
        'FILTERS_PASS',
        'egress unseen',
        'ingress unseen',
      ],
      [
        'from the instance to a tap of the same bridge: egress chain only',
        'FILTERS_PASS',
        'egress admitted',
        'ingress unseen',
      ],
      [
        'the instance to its host: the rule in neutron-linuxbri-INPUT does not match, because --physdev-is-bridged never holds in INPUT',
        'FILTERS_PASS',
        'egress unseen',
      ],
      ['spoofed source to the host itself: not caught, same reason', 'FILTERS_PASS', 'egress unseen'],
    ]);
  });

  test('are said in both languages', () => {
    const said = (index: number, language: 'en' | 'zh-CN') => {
      const pass = passes[index];
      return pass && passInWords(pass, plainNames, language);
    };
    expect(said(0, 'en')).toBe(
      'ALLOWED  tcp 172.16.15.40:40000 → 172.16.15.31:22, new connection. All filters let it pass. ' +
        'tape68040f5-c3 lets it in by rule 3 of chain neutron-linuxbri-ie68040f5-c, ' +
        'by its content SSH from NIPv43e07d4ff-0fdd-4fe0-988f-. [FILTERS_PASS]',
    );
    expect(said(1, 'en')).toBe(
      'DROPPED  tcp 172.16.15.99:40000 → 172.16.15.31:22, new connection. ' +
        'No security group rule of tape68040f5-c3 lets tcp/22 from 172.16.15.99 in. ' +
        'Decided by rule 1 of chain neutron-linuxbri-sg-fallback (table filter). [SECURITY_GROUP_INGRESS]',
    );
    expect(said(1, 'zh-CN')).toBe(
      '丢弃  tcp 172.16.15.99:40000 → 172.16.15.31:22，新连接。' +
        'tape68040f5-c3 没有任何安全组规则放行来自 172.16.15.99 的 tcp/22。' +
        '由 filter 表 neutron-linuxbri-sg-fallback 链第 1 条决定。[SECURITY_GROUP_INGRESS]',
    );
    expect(said(20, 'en')).toBe(
      'ALLOWED  tcp 172.16.15.66:40000 → 8.8.8.8:80, new connection. All filters let it pass. ' +
        'Decided by the policy of chain FORWARD (table filter). [FILTERS_PASS]',
    );
  });
});

describe('the way of every recorded packet', () => {
  const files = readdirSync(new URL('./', import.meta.url)).filter((name) => name.endsWith('.json'));

  test.each(files)('%s', (file) => {
    for (const pass of passesOf(read(file))) {
      const judgement = judgePass(pass, plainNames);
      const { lines, hidden } = pathLines(pass, judgement, { all: true });
      const met = lines.filter(({ kind }) => kind === 'held').map(({ ref }) => ref);
      const asked = pass.trace.steps.filter(({ kind }) => kind === 'test' || kind === 'policy');
      expect({ met, lines: lines.length, hidden }).toEqual({
        met: rulesMet(pass.trace),
        lines: asked.length,
        hidden: 0,
      });
      // The end is shown as such, and is where the way led to.
      expect(lines.filter(({ decides }) => decides).map(({ ref }) => ref)).toEqual([pass.trace.decidedBy]);
      expect(judgement.way.at(-1)?.ref).toEqual(pass.trace.decidedBy);
      // Not one rule that led to the end is missing where the rest is left out.
      const short = pathLines(pass, judgement, { all: false });
      const shown = new Set(short.lines.map(({ ref }) => JSON.stringify(ref)));
      expect(judgement.way.filter(({ ref }) => !shown.has(JSON.stringify(ref)))).toEqual([]);
      // Whatever did not hold has a reason that can be said.
      for (const { misses, ref } of lines) {
        if (misses === null) continue;
        expect(missWords(misses, pass.packet, pass.trace.ctState, 'en'), JSON.stringify(ref)).toMatch(/\S/);
      }
    }
  });
});
