import { labFlags } from '../lab/flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['lab', 'up'],
  summary: 'lab.summaryUp',
  flags: labFlags,
  async run(call) {
    const { world, flags, output } = call;
    const [{ beginLab }, { abandonLab }] = await Promise.all([import('../lab/begin.ts'), import('../../lab/index.ts')]);
    const interactive = process.stdin.isTTY && world.stdout.isTTY === true && !flags.yes;
    const { folder, lab, ready } = await beginLab(call, flags, interactive);
    const status = await ready.catch(async (error: unknown) => {
      await abandonLab(folder, lab);
      throw error;
    });
    await output.text(`${call.say('lab.isUp')}\n`, status);
    return undefined;
  },
});
