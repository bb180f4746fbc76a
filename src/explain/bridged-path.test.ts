import { describe, expect, test } from 'vitest';
import { parseSave } from '../netfilter/index.ts';
import { type BridgedHost, type BridgedPacket, evaluateBridged } from './bridged-path.ts';
import { noSets } from './set-members.ts';

/** A host whose FORWARD chain has these rules and drops the rest. */
function host(...rules: readonly string[]): BridgedHost {
  const text = ['*filter', ':FORWARD DROP [0:0]', ...rules.map((rule) => `-A FORWARD ${rule}`), 'COMMIT', ''].join(
    '\n',
  );
  return {
    rulesets: { ipv4: parseSave(text, 'ipv4').ruleset, ipv6: parseSave(text, 'ipv6').ruleset },
    sets: noSets,
  };
}

const ping: BridgedPacket = {
  family: 'ipv4',
  source: '10.0.0.1',
  destination: '10.0.0.2',
  protocol: 1,
  icmpType: 8,
  icmpCode: 0,
  icmpId: 7,
};
const outOf = (device: string) => `-m physdev --physdev-in ${device} --physdev-is-bridged -j ACCEPT`;
const into = (device: string) => `-m physdev --physdev-out ${device} --physdev-is-bridged -j ACCEPT`;
const at = (of: BridgedHost, device: string) => ({ host: of, bridge: 'brq1', device });

describe('from one port to another', () => {
  test('of the same host the packet passes its rules once', () => {
    const one = host(outOf('tapA'));
    const result = evaluateBridged({ from: at(one, 'tapA'), to: at(one, 'tapB') }, ping);
    expect(result.verdict).toBe('accept');
    expect(result.traces.length).toBe(1);
    expect(evaluateBridged({ from: at(one, 'tapB'), to: at(one, 'tapA') }, ping).verdict).toBe('drop');
  });

  test('of two hosts it passes the rules of both', () => {
    const uplinks = { from: 'vxlan-7', to: 'vxlan-7' };
    const from = at(host(outOf('tapA')), 'tapA');
    const good = evaluateBridged({ from, to: at(host(into('tapB')), 'tapB'), uplinks }, ping);
    expect([good.verdict, good.traces.length]).toEqual(['accept', 2]);
    const bad = evaluateBridged({ from, to: at(host(into('tapC')), 'tapB'), uplinks }, ping);
    expect([bad.verdict, bad.traces.length]).toEqual(['drop', 2]);
    const early = evaluateBridged({ from: at(host(), 'tapA'), to: at(host(into('tapB')), 'tapB'), uplinks }, ping);
    expect([early.verdict, early.traces.length]).toEqual(['drop', 1]);
  });

  test('what one host leaves open the other may settle only by refusing', () => {
    const uplinks = { from: 'vxlan-7', to: 'vxlan-7' };
    const from = at(host('-m u32 --u32 "0=0" -j ACCEPT'), 'tapA');
    expect(evaluateBridged({ from, to: at(host(into('tapB')), 'tapB'), uplinks }, ping).verdict).toBe('unknown');
    expect(evaluateBridged({ from, to: at(host(), 'tapB'), uplinks }, ping).verdict).toBe('drop');
  });

  test('each host asks its own connections', () => {
    const known = host('-m state --state ESTABLISHED -j ACCEPT');
    const path = (connections: BridgedHost['connections']) =>
      evaluateBridged(
        {
          from: at({ ...known, connections: [{ ...ping, replied: true }] }, 'tapA'),
          to: at({ ...known, ...(connections && { connections }) }, 'tapB'),
          uplinks: { from: 'vxlan-7', to: 'vxlan-7' },
        },
        ping,
      );
    expect(path([{ ...ping, replied: true }]).verdict).toBe('accept');
    expect(path(undefined).verdict).toBe('drop');
  });
});
