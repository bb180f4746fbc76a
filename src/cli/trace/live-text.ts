import { type HostRule, type LiveCheck } from '../../explain/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';

/** What the packet showed, in lines. */
export function liveLines(check: LiveCheck, { say, output }: Pick<Context, 'say' | 'output'>): readonly string[] {
  const { how, arrived, expected, proved, rules, counted, still, unexpected } = check;
  if (how === 'simulated') return [` ? ${say('explain.liveSimulated')}`];
  const place = ({ host, chain, rule }: HostRule) => ({ host, chain, rule });
  const differences = [
    ...(arrived !== null && expected !== null && arrived !== expected
      ? [say(arrived ? 'explain.liveArrivedYet' : 'explain.liveDidNotArrive')]
      : []),
    ...still.map((rule) => say('explain.liveStill', place(rule))),
    ...unexpected.map((rule) => say('explain.liveUnexpected', place(rule))),
  ];
  const key =
    how === 'observed' ? 'explain.liveObserved' : arrived === true ? 'explain.liveArrived' : 'explain.liveLost';
  const summary = say(key, { counted, count: rules });
  if (proved) return [output.paint.good(` ✓ ${say('explain.liveProved', { summary })}`)];
  return [
    output.paint.bad(` ✗ ${say('explain.liveDiffers', { summary })}`),
    ...differences.map((line) => `   ${clean(line)}`),
  ];
}
