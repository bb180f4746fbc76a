import { verb } from '../verb.ts';

export default verb({
  words: ['lab', 'launch'],
  summary: 'lab.summaryLaunch',
  arguments: { name: { help: 'lab.argumentInstance' } },
  flags: {
    group: { help: 'lab.flagGroup', value: 'GROUP', many: true },
    host: { help: 'lab.flagHost', value: 'HOST' },
    network: { help: 'lab.flagNetwork', value: 'NETWORK' },
    address: { help: 'lab.flagAddress', value: 'ADDRESS' },
    image: { help: 'lab.flagImage', choices: ['plain', 'ssh', 'web', 'database'] },
  },
  examples: ['portreeve lab launch vm2 --group default', 'portreeve lab launch db1 --group db --host Sugon02'],
  async run({ world, output, args, flags }) {
    const [{ requireLab, stateFolder }, { instanceColumns }] = await Promise.all([
      import('../../lab/index.ts'),
      import('../lab/columns.ts'),
    ]);
    const { group, host, network, address, image } = flags;
    const instance = await requireLab(stateFolder(world.env)).ask('launch', {
      name: args.name,
      groups: group,
      ...(host === undefined ? {} : { host }),
      ...(network === undefined ? {} : { network }),
      ...(address === undefined ? {} : { address }),
      ...(image === undefined ? {} : { image }),
    });
    await output.one(instanceColumns, instance);
    return undefined;
  },
});
