import { expect, test } from 'vitest';
import { verbs } from '../verbs.ts';
import { runIn } from '../world.suite.ts';

const run = async (flags: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { code, err } = await runIn(verbs, ['server', 'run', ...flags], { env });
  return [code, /Error (\w+):/.exec(err)?.[1], err.includes('secret')];
};

test.each([
  ['a password among the arguments', ['--database', 'postgresql://u:secret@h/db'], {}, [2, 'PASSWORD_IN_ARGUMENT']],
  [
    'a password among them in another place',
    ['--database', 'postgresql://h/db?password=secret'],
    {},
    [2, 'PASSWORD_IN_ARGUMENT'],
  ],
  ['two stores', ['--database', 'postgresql://h/db', '--data', '/tmp'], {}, [2, 'TWO_STORES']],
  ['what is no address', [], { PORTREEVE_DATABASE: 'mysql://u:secret@h/db' }, [2, 'BAD_DATABASE']],
  [
    'a database that is away',
    [],
    { PORTREEVE_DATABASE: 'postgresql://u:secret@127.0.0.1:1/db' },
    [6, 'STORE_UNREACHABLE'],
  ],
])('a server refuses %s', async (_what, flags, env, expected) => {
  expect(await run(flags, env)).toEqual([...expected, false]);
});
