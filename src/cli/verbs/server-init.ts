import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { makeFolder } from '../../files/index.ts';
import { PortreeveError, reasonOf } from '../../model/index.ts';
import type { Context } from '../context.ts';
import { verb } from '../verb.ts';
import { openStore } from '../server/open-store.ts';
import { dataFolder } from './server-run.ts';

export default verb({
  words: ['server', 'init'],
  summary: 'cli.serverInitSummary',
  flags: {
    data: { help: 'cli.flagData', value: 'FOLDER' },
    database: { help: 'cli.flagDatabase', value: 'URL' },
    url: { help: 'cli.flagUrl', value: 'URL' },
    user: { help: 'cli.flagUser', value: 'NAME' },
    project: { help: 'cli.flagAdminProject', value: 'NAME' },
    region: { help: 'cli.flagRegion', value: 'NAME' },
    passwordFile: { help: 'cli.flagPasswordFile', value: 'FILE' },
    askPassword: { help: 'cli.flagAskPassword' },
    out: { help: 'cli.flagOut', value: 'FOLDER' },
  },
  examples: [
    'portreeve server init',
    'portreeve server init --url http://controller:9696 --password-file /root/password --out /root',
  ],
  async run({ flags, world, say, output }) {
    const { user = 'admin', project = 'admin', region = 'RegionOne' } = flags;
    const url = parseUrl(flags.url ?? 'http://127.0.0.1:9696');
    const given = await givenPassword(flags, user, { world, say });
    const password = given ?? randomBytes(18).toString('base64url');
    const folder = flags.data ?? dataFolder(world);
    const [{ identityPrefix, makeFirstAdministrator }, { writeClientFiles }] = await Promise.all([
      import('../../server/index.ts'),
      import('../server/client-files.ts'),
    ]);
    const login = { authUrl: `${url}${identityPrefix}/v3`, user, password, project, region };
    const options = { now: () => new Date(), newId: () => randomUUID() };
    const store = await openStore(flags, world, { folder });
    let paths = { openrc: '', clouds: '' };
    try {
      await makeFirstAdministrator(store, options, { user, password, project, region, url }, async () => {
        if (flags.out === undefined) makeFolder(folder, 0o700);
        paths = await writeClientFiles(flags.out ?? folder, login);
      });
    } finally {
      await store.close();
    }
    output.note(say('cli.initDone', { user, path: paths.openrc }));
    const facts = { user, project, auth_url: login.authUrl, openrc: paths.openrc, clouds_yaml: paths.clouds };
    if (given === undefined) {
      output.note(say('cli.passwordOnce'));
      await output.text(`${password}\n`, { ...facts, password });
    } else if (output.format === 'json' || output.format === 'yaml') await output.text('', facts);
    return undefined;
  },
});

const shortest = 8;

/** From the file or the prompt; undefined: to be made. */
async function givenPassword(
  { passwordFile, askPassword }: { readonly passwordFile: string | undefined; readonly askPassword: boolean },
  user: string,
  { world, say }: Pick<Context, 'world' | 'say'>,
): Promise<string | undefined> {
  let password: string | undefined;
  if (passwordFile !== undefined) password = (await readText(passwordFile)).replace(/\r?\n$/, '');
  else if (askPassword) {
    const { askSecrets } = await import('../server/ask-secret.ts');
    const [first, again] = await askSecrets(world, [say('cli.askPassword', { user }), say('cli.askPasswordAgain')]);
    if (first !== again) throw new PortreeveError('PASSWORD_DIFFERS');
    password = first;
  }
  if (password !== undefined && password.length < shortest) {
    throw new PortreeveError('PASSWORD_TOO_SHORT', { min: shortest });
  }
  return password;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new PortreeveError('FILE_UNREADABLE', { path, reason: reasonOf(cause) }, { cause });
  }
}

function parseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new PortreeveError('BAD_URL', { text });
  }
  return url.href.replace(/\/+$/, '');
}
