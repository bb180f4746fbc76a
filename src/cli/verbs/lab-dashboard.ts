import { wholeNumber } from '../../objects/index.ts';
import { PortreeveError } from '../../model/index.ts';
import { verb } from '../verb.ts';

const usualPort = 9696;

export default verb({
  words: ['lab', 'dashboard'],
  summary: 'lab.summaryDashboard',
  flags: { port: { help: 'lab.flagDashboardPort', value: 'PORT' } },
  examples: ['portreeve lab dashboard', 'portreeve lab dashboard --port 8080'],
  async run({ world, flags, output, say }) {
    const wanted = flags.port === undefined ? undefined : wholeNumber('--port', flags.port, 0, 65_535);
    const interrupted = world.interrupted();
    const [{ openRelay, requireLab, stateFolder }, { signInLink }, { readFile }] = await Promise.all([
      import('../../lab/index.ts'),
      import('../../client/index.ts'),
      import('node:fs/promises'),
    ]);
    const folder = stateFolder(world.env);
    requireLab(folder);
    const relay = await openRelay(folder.apiSocket, wanted ?? usualPort).catch((error: unknown) => {
      // Another program has the usual port: any other does as well, unless this one was asked for.
      if (wanted !== undefined || !(error instanceof PortreeveError)) throw error;
      return openRelay(folder.apiSocket, 0);
    });
    const address = `http://127.0.0.1:${relay.port}/ui`;
    const token = (await readFile(folder.token, 'utf8')).trim();
    const link = signInLink(address, token, new Date());
    await output.text(`${link}\n`, { address, link });
    output.note(say('lab.dashboardHint'));
    await new Promise<void>((resolve) => {
      if (interrupted.aborted) resolve();
      interrupted.addEventListener('abort', () => resolve(), { once: true });
    });
    await relay.close();
    return undefined;
  },
});
