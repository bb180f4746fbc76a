import { verbs } from './verbs.ts';
import { processWorld } from './world.ts';

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  const { version } = await import('./version.ts');
  process.stdout.write(`${version()}\n`);
} else {
  // A guess at the verb, so that it loads while the program does. What the line says is for the program to find, and
  // what is wrong with the verb's file, too.
  const guess = verbs.findLast(({ words }) => words.every((word, index) => argv[index] === word));
  guess?.load().catch(() => {});
  const { runProgram } = await import('./program.ts');
  // Not process.exit: what was written to a pipe must still reach its reader.
  process.exitCode = await runProgram(argv, processWorld(process), verbs);
}
