import { verb } from '../verb.ts';

export default verb({
  words: ['lab', 'delete'],
  summary: 'lab.summaryDelete',
  arguments: { name: { help: 'lab.argumentInstance' } },
  async run({ world, args }) {
    const { requireLab, stateFolder } = await import('../../lab/index.ts');
    await requireLab(stateFolder(world.env)).ask('delete', { name: args.name });
    return undefined;
  },
});
