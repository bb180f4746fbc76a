import { protocolNumber } from '../model/index.ts';
import type { Match } from '../netfilter/index.ts';
import { type Answer, unknown } from './answer.ts';
import { testAddress } from './match-test/addresses.ts';
import { deviceMatches, testPhysdev } from './match-test/device.ts';
import { testIcmp } from './match-test/icmp.ts';
import { testMac } from './match-test/mac.ts';
import { testOther } from './match-test/other.ts';
import { testMultiport, testPorts } from './match-test/ports.ts';
import { testSet } from './match-test/set.ts';
import { testState } from './match-test/state.ts';
import type { Sight } from './sight.ts';

/** Whether a match holds for what the rules can see of a packet: the one place where matches get their meaning. */
export function testMatch(match: Match, sight: Sight): Answer {
  switch (match.kind) {
    case 'source':
      return testAddress('-s', match.cidr, match.negated, sight.source);
    case 'destination':
      return testAddress('-d', match.cidr, match.negated, sight.destination);
    case 'inInterface':
      return deviceMatches(match.name, sight.in) !== match.negated;
    case 'outInterface':
      return deviceMatches(match.name, sight.out) !== match.negated;
    case 'protocol': {
      const number = match.protocol === 'all' ? 0 : protocolNumber(match.protocol);
      if (number === undefined) return unknown(`-p ${match.protocol}`, match.negated);
      return (number === 0 || number === sight.packet.protocol) !== match.negated;
    }
    case 'fragment':
      return (sight.packet.laterFragment ?? false) !== match.negated;
    case 'ports':
      return testPorts(match, sight);
    case 'multiport':
      return testMultiport(match, sight.packet);
    case 'icmp':
      return testIcmp(match, sight.packet);
    case 'physdev':
      return testPhysdev(match, sight);
    case 'set':
      return testSet(match, sight);
    case 'state':
    case 'ctstate':
      return testState(match.states, match.negated, sight);
    case 'mac':
      return testMac(match.address, match.negated, sight);
    case 'comment':
      return true;
    case 'other':
      return testOther(match, sight);
  }
}
