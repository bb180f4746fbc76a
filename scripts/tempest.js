// Runs the tests of Debian's tempest and neutron-tempest-plugin for the Networking API against a server of this
// checkout, which it starts and stops itself: once with accounts that tempest makes, once with prepared ones.
//
//   npm run tempest -- [--accounts dynamic|prepared|both] [--patched] [--concurrency N] [--only REGEX] [--keep FOLDER]
//
// --patched takes the waiting out of tempest and lets it run what it otherwise could not: see tempest/python.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reasonToLeaveOut } from './tempest/left-out.js';
import { summary } from './tempest/summary.js';
import { missingPrograms, openWorkspace } from './tempest/workspace.js';
import { startCloud } from './tempest/cloud.js';

const { values: flags } = parseArgs({
  options: {
    accounts: { type: 'string', default: 'both' },
    patched: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '4' },
    only: { type: 'string', default: '' },
    keep: { type: 'string' },
  },
});
const kinds = flags.accounts === 'both' ? ['dynamic', 'prepared'] : [flags.accounts];
const concurrency = Number(flags.concurrency);
if (!kinds.every((kind) => kind === 'dynamic' || kind === 'prepared') || !(concurrency >= 1 && concurrency <= 16)) {
  stop('--accounts is dynamic, prepared or both, --concurrency a number from 1 to 16.');
}
const missing = missingPrograms();
if (missing.length > 0) stop(`not installed: apt-get install ${missing.join(' ')}`);
// Whatever ends this process ends what it started: see `process.once('exit', …)` there.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const folder = flags.keep ?? mkdtempSync(join(tmpdir(), 'portreeve-tempest-'));
let failed = 0;
for (const kind of kinds) failed += await run(kind, join(folder, kind));
if (failed > 0) process.stderr.write(`What tempest says of each failure: ${folder}\n`);
else if (flags.keep === undefined) rmSync(folder, { recursive: true });
process.exit(failed > 0 ? 1 : 0);

/** One run on a server of its own. Prints what became of the tests, and gives the number of those that failed. */
async function run(accounts, home) {
  mkdirSync(home, { recursive: true });
  const cloud = await startCloud(home);
  try {
    const prepared = accounts === 'prepared' ? await cloud.prepareAccounts(concurrency) : undefined;
    const workspace = openWorkspace({ home, cloud, prepared, isPatched: flags.patched });
    const only = new RegExp(flags.only);
    const known = (await workspace.list()).filter((name) => only.test(name));
    const leftOut = new Map(
      known.map((name) => [name, reasonToLeaveOut(name, { isPatched: flags.patched, accounts })]),
    );
    const wanted = known.filter((name) => leftOut.get(name) === undefined);
    process.stdout.write(
      `\n# ${accounts} accounts${flags.patched ? ', patched tempest' : ''}: ${wanted.length} tests\n`,
    );
    const { outcomes, seconds } = await workspace.run(wanted, concurrency);
    const result = summary(known, leftOut, outcomes);
    process.stdout.write(result.text);
    const { cpuSeconds, peakMegabytes } = cloud.use();
    process.stdout.write(
      `${Math.round(seconds)} s; the server used ${cpuSeconds.toFixed(1)} s of CPU and ${peakMegabytes} MB at most\n`,
    );
    return result.failed;
  } finally {
    await cloud.stop();
  }
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
