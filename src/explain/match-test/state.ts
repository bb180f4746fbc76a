import { protocolNumber } from '../../model/index.ts';
import { addressMask, addressWords, maskHolds } from '../address-words.ts';
import { type Answer, negateIf, unknown } from '../answer.ts';
import type { Flow } from '../packet.ts';
import type { Sight } from '../sight.ts';
import { type StatusBit, type Tracked, isRewritten, isTrackedByPort } from '../tracked.ts';
import { type Option, numberRange } from './options.ts';

/** `-m state`, `-m conntrack --ctstate`. SNAT and DNAT ask what nat has made of the flow. */
export function testState(states: readonly string[], negated: boolean, { ctState, tracked }: Sight): Answer {
  const asked = states.map((state) => state.toUpperCase());
  if (asked.includes(ctState)) return !negated;
  const sides = (['SNAT', 'DNAT'] as const).filter((side) => asked.includes(side));
  if (sides.length === 0 || tracked === null) return negated;
  if (!tracked) return unknown(`ctstate ${states.join(',')}`, negated);
  return sides.some((side) => isRewritten(tracked, side)) !== negated;
}

/**
 * Forms of `-m conntrack` that ask for more than a state (observed, Linux 6.18). Of a packet without a connection only the
 * state counts: beside it everything else holds, and without it nothing does, negated or not.
 */
export function testConntrack(options: readonly Option[], sight: Sight): Answer | undefined {
  const state = options.find(({ name }) => name === '--ctstate');
  const states = state?.values[0]?.split(',') ?? [];
  const ofState = state ? testState(states, state.negated, sight) : true;
  const { tracked } = sight;
  if (options.length === 0) return undefined;
  if (ofState === false) return false;
  if (tracked === null) return state ? ofState : false;
  let isOpen = ofState !== true;
  for (const option of options) {
    if (option === state) continue;
    const answer = tracked && testFlow(option, tracked);
    const answered = answer === undefined ? undefined : negateIf(option.negated, answer);
    if (answered === false) return false;
    if (answered === undefined) isOpen = true;
  }
  return isOpen ? undefined : true;
}

function testFlow({ name, values }: Option, tracked: Tracked): boolean | undefined {
  const value = values[0] ?? '';
  switch (name) {
    case '--ctdir':
      return value === 'ORIGINAL' ? !tracked.isReply : value === 'REPLY' ? tracked.isReply : undefined;
    case '--ctproto': {
      const number = protocolNumber(value);
      return number === undefined ? undefined : number === tracked.original.protocol;
    }
    case '--ctorigsrc':
      return holds(value, tracked.original.source);
    case '--ctorigdst':
      return holds(value, tracked.original.destination);
    case '--ctreplsrc':
      return holds(value, tracked.reply.source);
    case '--ctrepldst':
      return holds(value, tracked.reply.destination);
    case '--ctorigsrcport':
      return within(value, portOf(tracked.original, 'source'));
    case '--ctorigdstport':
      return within(value, portOf(tracked.original, 'destination'));
    case '--ctreplsrcport':
      return within(value, portOf(tracked.reply, 'source'));
    case '--ctrepldstport':
      return within(value, portOf(tracked.reply, 'destination'));
    case '--ctstatus':
      return hasStatus(value.split(','), tracked);
    default:
      return undefined;
  }
}

function holds(prefix: string, address: string): boolean | undefined {
  const [mask, words] = [addressMask(prefix), addressWords(address)];
  return mask && words ? maskHolds(mask, words) : undefined;
}

function within(range: string, port: number | undefined): boolean | undefined {
  const ends = numberRange(range);
  return ends && port !== undefined ? ends[0] <= port && port <= ends[1] : undefined;
}

/** A ping has its identifier where others have the source port, and type and code for the destination port. */
function portOf(flow: Flow, side: 'source' | 'destination'): number | undefined {
  if (flow.protocol !== 1 && flow.protocol !== 58) {
    const port = side === 'source' ? flow.sourcePort : flow.destinationPort;
    return port ?? (isTrackedByPort(flow.protocol) ? undefined : 0);
  }
  if (side === 'source') return flow.icmpId;
  return flow.icmpType === undefined ? undefined : flow.icmpType * 256 + (flow.icmpCode ?? 0);
}

/** One bit of those that are named suffices; NONE names none, and so never holds. */
function hasStatus(names: readonly string[], { status }: Tracked): boolean | undefined {
  let isOpen = false;
  for (const name of names) {
    if (name === 'NONE') continue;
    const is = isStatus(name) ? status[name] : undefined;
    if (is) return true;
    if (is === undefined) isOpen = true;
  }
  return isOpen ? undefined : false;
}

function isStatus(name: string): name is StatusBit {
  return name === 'EXPECTED' || name === 'SEEN_REPLY' || name === 'ASSURED' || name === 'CONFIRMED';
}

/** `-m helper`: only a connection that another one announced has one. An empty name asks for any. */
export function testHelper(options: readonly Option[], { tracked }: Sight): Answer | undefined {
  const [option, more] = options;
  if (option?.name !== '--helper' || more) return undefined;
  const helper = tracked === null ? null : tracked?.helper;
  if (helper === undefined) return undefined;
  const name = option.values[0] ?? '';
  return (helper !== null && helper.startsWith(name)) !== option.negated;
}
