import { verb } from '../verb.ts';
import { simulatedHosts } from '../lab/simulated-hosts.ts';

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
    const [{ realPlumbing, runFolder, simulatedPlumbing, stateFolder, superviseLab }, { programLine }] =
      await Promise.all([import('../../lab/index.ts'), import('../lab/program-line.ts')]);
    const folder = stateFolder(world.env);
    const { simulated } = flags;
    await superviseLab({
      folder,
      hosts: Number(flags.hosts),
      profile: flags.profile,
      backend: flags.backend,
      article: flags.article,
      simulated: simulated ?? null,
      dataFolder: `${simulated === undefined ? runFolder : folder.path}/server`,
      program: programLine(),
      plumbing:
        simulated === undefined
          ? realPlumbing(flags.backend)
          : simulatedPlumbing(await simulatedHosts(folder, flags.profile)),
    });
    // Agents and servers that are still ending must not keep us: what is left ends with process 1.
    process.exit(0);
  },
});
