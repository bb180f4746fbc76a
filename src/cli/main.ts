import { processWorld } from './world.ts';

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  const { version } = await import('./version.ts');
  process.stdout.write(`${version()}\n`);
} else {
  const [{ runProgram }, { verbs }] = await Promise.all([import('./program.ts'), import('./verbs.ts')]);
  // Not process.exit: what was written to a pipe must still reach its reader.
  process.exitCode = await runProgram(argv, processWorld(process), verbs);
}
