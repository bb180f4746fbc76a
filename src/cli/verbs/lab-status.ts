import { verb } from '../verb.ts';

export default verb({
  words: ['lab', 'status'],
  summary: 'lab.summaryStatus',
  async run({ world, output, say }) {
    const [{ requireLab, stateFolder }, { instanceColumns }] = await Promise.all([
      import('../../lab/index.ts'),
      import('../lab/columns.ts'),
    ]);
    const status = await requireLab(stateFolder(world.env)).ask('status', {});
    const { simulated, backend, profile } = status;
    const kind =
      simulated === null
        ? say('lab.statusReal', { backend, profile })
        : say('lab.statusSimulated', { why: simulated, profile });
    const hosts = status.hosts.map((h) => `${h.name} ${h.address} (agent ${h.agent})`).join(', ');
    const heading = `${kind} · ${say('lab.statusHosts', { hosts })}`;
    await output.list(instanceColumns, status.instances, { data: status, heading, empty: say('lab.noInstances') });
    return undefined;
  },
});
