import { wholeNumber } from '../../objects/index.ts';
import { labFlags } from '../lab/flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['lab'],
  summary: 'lab.summaryLab',
  flags: { ...labFlags, step: { help: 'lab.flagStep', value: 'N' } },
  examples: ['portreeve lab', 'portreeve lab --yes', 'portreeve lab --article', 'portreeve lab --step 4'],
  async run(call) {
    const { flags, world, output } = call;
    const waitFrom = flags.step === undefined ? 1 : wholeNumber('--step', flags.step, 1, 8);
    const isData = output.format === 'json' || output.format === 'yaml';
    const interactive =
      world.stdin === process.stdin && process.stdin.isTTY && world.stdout.isTTY === true && !flags.yes && !isData;
    const { tell } = await import('../lab/tell.ts');
    return tell(call, flags, { waitFrom, interactive });
  },
});
