import { verb } from '../verb.ts';

export default verb({
  words: ['lab', 'down'],
  summary: 'lab.summaryDown',
  async run({ world, output, say }) {
    const { exclusively, stateFolder, takeDown } = await import('../../lab/index.ts');
    const folder = stateFolder(world.env);
    const was = await exclusively(folder, () => takeDown(folder));
    await output.text(`${say(was ? 'lab.isDown' : 'lab.wasDown')}\n`, { removed: was });
    return undefined;
  },
});
