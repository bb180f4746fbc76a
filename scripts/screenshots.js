// Pictures of every page, in both languages and themes, wide and narrow, as the tests of pages see them:
// npm run screenshots [-- FOLDER [NAME]], where NAME is a part of a scene's name (test/web/scenes).
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

const [folder = '.cache/screenshots', name] = process.argv.slice(2);
const PORTREEVE_SCREENSHOTS = resolve(folder);
mkdirSync(PORTREEVE_SCREENSHOTS, { recursive: true });
const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--project', 'looks', ...(name === undefined ? [] : ['-t', name])],
  { stdio: 'inherit', env: { ...process.env, PORTREEVE_SCREENSHOTS } },
);
console.log(PORTREEVE_SCREENSHOTS);
process.exitCode = status ?? 1;
