import type { Match } from '../../netfilter/index.ts';
import { type Answer, unknown } from '../answer.ts';
import type { Sight } from '../sight.ts';
import { testAddress, testRange } from './addresses.ts';
import { testAddrtype } from './addrtype.ts';
import { testDscp, testEcn, testHl, testLength, testPkttype, testTos, testTtl } from './header.ts';
import { testDevgroup, testPolicy, testRealm, testRpfilter, testSocket } from './host.ts';
import { testConnmark, testMark } from './mark.ts';
import { type ModuleTest, type Option, eachOption, parseOptions } from './options.ts';
import { testCgroup, testOwner } from './owner.ts';
import { testConntrack, testHelper } from './state.ts';
import { testTime } from './time.ts';

type Other = Extract<Match, { kind: 'other' }>;

/** Modules that have no kind of their own in the model but whose options the evaluator knows. */
const modules: ReadonlyMap<string, ModuleTest> = new Map<string, ModuleTest>([
  [
    'iprange',
    eachOption(({ name, values }, sight) => {
      if (name === '--src-range') return testRange(name, values[0] ?? '', sight.source);
      if (name === '--dst-range') return testRange(name, values[0] ?? '', sight.destination);
      return undefined;
    }),
  ],
  ['mark', testMark],
  ['connmark', testConnmark],
  ['length', testLength],
  ['ttl', testTtl],
  ['hl', testHl],
  ['dscp', testDscp],
  ['tos', testTos],
  ['ecn', testEcn],
  ['pkttype', testPkttype],
  ['conntrack', testConntrack],
  ['helper', testHelper],
  ['addrtype', testAddrtype],
  ['owner', testOwner],
  ['cgroup', testCgroup],
  ['devgroup', testDevgroup],
  ['realm', testRealm],
  ['socket', testSocket],
  ['rpfilter', testRpfilter],
  ['policy', testPolicy],
  ['time', testTime],
]);

/** Modules that count, draw lots or look at the clock: asked twice they can answer differently. */
const unsteady: ReadonlySet<string> = new Set([
  'limit',
  'hashlimit',
  'connlimit',
  'recent',
  'statistic',
  'random',
  'quota',
  'quota2',
  'nfacct',
  'nth',
  'connbytes',
  'rateest',
]);

/** What a match's text says, read once: one rule is asked for many packets. */
interface Reading {
  readonly options: readonly Option[] | undefined;
  readonly question: Answer;
  readonly address: AddressOption | undefined;
}

interface AddressOption {
  readonly side: '-s' | '-d';
  readonly prefix: string;
  readonly negated: boolean;
}

const readings = new WeakMap<Other, Reading>();

/** A match without kind of its own: all its options hold, or one does not, or it is open. */
export function testOther(match: Other, sight: Sight): Answer {
  let reading = readings.get(match);
  if (!reading) {
    const options = parseOptions(match.text);
    reading = { options, question: questionOf(match, options ?? []), address: addressOf(match) };
    readings.set(match, reading);
  }
  const { options, question, address } = reading;
  if (address) {
    const { side, prefix, negated } = address;
    return testAddress(side, prefix, negated, side === '-s' ? sight.source : sight.destination);
  }
  return (options && modules.get(match.module)?.(options, sight)) ?? question;
}

/** Addresses that are no prefix stay text: with a mask that has holes, or as people write them ("-s 10.0.0.1"). */
function addressOf({ module, text }: Other): AddressOption | undefined {
  const found = module === '' ? /^(! )?(-[sd]) ([0-9a-f.:]+(?:\/[0-9a-f.:]+)?)$/i.exec(text) : null;
  if (!found) return undefined;
  const [, not, side, prefix = ''] = found;
  return { side: side === '-s' ? '-s' : '-d', prefix, negated: not !== undefined };
}

/** A single negated option asks the same as the option without `!`. */
function questionOf({ module, text }: Other, options: readonly Option[]): Answer {
  const prefix = module === '' ? '' : `-m ${module} `;
  const [only] = options;
  const isTurned = options.length === 1 && only !== undefined && only.negated && text.startsWith('! ');
  return unknown(`${prefix}${isTurned ? text.slice(2) : text}`.trimEnd(), isTurned, !unsteady.has(module));
}
