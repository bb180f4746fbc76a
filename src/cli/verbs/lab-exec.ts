import { verb } from '../verb.ts';

export default verb({
  words: ['lab', 'exec'],
  summary: 'lab.summaryExec',
  arguments: { name: { help: 'lab.argumentPlace' }, command: { help: 'lab.argumentCommand', many: true } },
  examples: ['portreeve lab exec vm-oa -- ip address', 'portreeve lab exec Sugon04 -- iptables -L'],
  async run({ world, args }) {
    const { requireLab, runInside, stateFolder } = await import('../../lab/index.ts');
    const lab = requireLab(stateFolder(world.env));
    if (!lab.record.hosts.includes(args.name)) await lab.ask('instance', { name: args.name });
    return runInside(lab.record, args.name, args.command);
  },
});
