import { type Answer, negateIf, unknown } from '../answer.ts';
import type { Sight } from '../sight.ts';
import { testRange } from './addresses.ts';
import { testState } from './state.ts';

/** One option of a module: "! --mark 0x1" -> negated, "--mark", ["0x1"]. */
interface Option {
  readonly name: string;
  readonly negated: boolean;
  readonly values: readonly string[];
}

type OptionTest = (option: Option, sight: Sight) => Answer | undefined;

/** Modules that have no kind of their own in the model but whose options the evaluator knows. */
const modules: { readonly [module: string]: OptionTest } = {
  iprange: ({ name, values }, sight) => {
    if (name === '--src-range') return testRange(name, values[0] ?? '', sight.source);
    if (name === '--dst-range') return testRange(name, values[0] ?? '', sight.destination);
    return undefined;
  },
  mark: ({ name, values }, { mark }) => {
    const [wanted, mask = 0xffffffff] = (values[0] ?? '').split('/').map(Number);
    if (name !== '--mark' || mark === undefined || wanted === undefined || Number.isNaN(wanted + mask))
      return undefined;
    return (mark & mask) >>> 0 === wanted >>> 0;
  },
  length: ({ name, values }, { packet }) => {
    const range = numberRange(values[0] ?? '');
    if (name !== '--length' || !range || packet.length === undefined) return undefined;
    return range[0] <= packet.length && packet.length <= range[1];
  },
  ttl: (option, sight) => testHops('--ttl', option, sight),
  hl: (option, sight) => testHops('--hl', option, sight),
  pkttype: ({ name, values }, { packet }) => {
    if (name !== '--pkt-type' || packet.macDestination === undefined) return undefined;
    const first = Number.parseInt(packet.macDestination.slice(0, 2), 16);
    const is = /^(?:ff[:-]){5}ff$/i.test(packet.macDestination)
      ? 'broadcast'
      : (first & 1) === 1
        ? 'multicast'
        : 'unicast';
    return is === values[0];
  },
  // Forms of conntrack with more than a state; what asks for the flow's other facts stays open.
  conntrack: ({ name, values }, { ctState }) =>
    name === '--ctstate' ? testState((values[0] ?? '').split(','), false, ctState) : undefined,
};

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

/** A match without kind of its own: all its options hold, or one does not, or it is open. */
export function testOther(module: string, text: string, sight: Sight): Answer {
  const test = modules[module];
  const options = parseOptions(text);
  let open: Answer | undefined;
  if (test && options) {
    for (const option of options) {
      const answer = test(option, sight);
      const answered = answer === undefined ? undefined : negateIf(option.negated, answer);
      if (answered === false) return false;
      if (answered !== true) open ??= answered ?? optionQuestion(module, options, text);
    }
    if (options.length > 0) return open ?? true;
  }
  return optionQuestion(module, options ?? [], text);
}

/** A single negated option asks the same as the option without `!`. */
function optionQuestion(module: string, options: readonly Option[], text: string): Answer {
  const prefix = module === '' ? '' : `-m ${module} `;
  const [only] = options;
  const isTurned = options.length === 1 && only !== undefined && only.negated && text.startsWith('! ');
  return unknown(`${prefix}${isTurned ? text.slice(2) : text}`.trimEnd(), isTurned, !unsteady.has(module));
}

/** Undefined: not in the form of options (a quoted value, say). */
function parseOptions(text: string): readonly Option[] | undefined {
  if (text.includes('"')) return undefined;
  const options: { name: string; negated: boolean; values: string[] }[] = [];
  let negated = false;
  for (const word of text.split(' ')) {
    if (word === '') continue;
    if (word === '!') {
      negated = true;
    } else if (word.startsWith('--')) {
      options.push({ name: word, negated, values: [] });
      negated = false;
    } else {
      const last = options.at(-1);
      if (!last || negated) return undefined;
      last.values.push(word);
    }
  }
  return options;
}

function testHops(prefix: string, { name, values }: Option, { ttl }: Sight): boolean | undefined {
  const wanted = Number(values[0]);
  if (ttl === undefined || Number.isNaN(wanted)) return undefined;
  switch (name) {
    case `${prefix}-eq`:
      return ttl === wanted;
    case `${prefix}-lt`:
      return ttl < wanted;
    case `${prefix}-gt`:
      return ttl > wanted;
    default:
      return undefined;
  }
}

/** "40:100", "40", "40:", ":100". */
function numberRange(text: string): readonly [number, number] | undefined {
  const found = /^([0-9]*)(:)?([0-9]*)$/.exec(text);
  if (!found || text === '' || text === ':') return undefined;
  const [, first = '', colon, last = ''] = found;
  if (colon === undefined) return [Number(first), Number(first)];
  return [first === '' ? 0 : Number(first), last === '' ? 0xffff : Number(last)];
}
