import { verb } from '../verb.ts';

/** What `portreeve lab` starts inside the lab's namespaces. */
export default verb({
  words: ['lab', 'supervise'],
  summary: 'lab.summarySupervise',
  hidden: true,
  flags: {
    hosts: { help: 'lab.flagHosts', value: 'N', required: true },
    profile: { help: 'lab.flagProfile', value: 'PROFILE', required: true },
    backend: { help: 'lab.flagBackend', choices: ['nft', 'legacy'], required: true },
    article: { help: 'lab.flagArticle' },
    simulated: { help: 'lab.flagSimulated', value: 'WHY' },
  },
  async run({ world, flags }) {
    const [{ realPlumbing, stateFolder, superviseLab }, { programLine }] = await Promise.all([
      import('../../lab/index.ts'),
      import('../lab/program-line.ts'),
    ]);
    await superviseLab({
      folder: stateFolder(world.env),
      hosts: Number(flags.hosts),
      profile: flags.profile,
      backend: flags.backend,
      article: flags.article,
      simulated: flags.simulated ?? null,
      program: programLine(),
      plumbing: realPlumbing(flags.backend),
    });
    // Agents and servers that are still ending must not keep us: what is left ends with process 1.
    process.exit(0);
  },
});
