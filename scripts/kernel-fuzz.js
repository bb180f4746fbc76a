// Holds the evaluator to the real kernel for as long as one likes: test/kernel/evaluator.test.ts with more packets.
//   npm run kernel-fuzz -- [--packets 2000] [--seed N] [--backend nft|legacy]
// Each backend is sent so many packets, in namespaces of its own that are gone afterwards. A difference is printed with
// its rules, its packet and the seed of its ruleset: `--packets 25 --seed THAT --backend WHICH` sends it again.
import { spawnSync } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    backend: { type: 'string', default: 'nft,legacy' },
  },
});
if (
  ![values.packets, values.seed].every((text) => /^[0-9]{1,10}$/.test(text)) ||
  !/^(?:nft|legacy)(?:,legacy)?$/.test(values.backend)
) {
  process.stderr.write('usage: npm run kernel-fuzz -- [--packets N] [--seed N] [--backend nft|legacy]\n');
  process.exit(2);
}
console.log(`seed ${values.seed}`);
// It takes minutes, and nobody waits for it.
setPriority(constants.priority.PRIORITY_LOW);
const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'system', 'test/kernel/evaluator.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      KERNEL_FUZZ_PACKETS: values.packets,
      KERNEL_FUZZ_SEED: values.seed,
      KERNEL_FUZZ_BACKENDS: values.backend,
    },
  },
);
process.exit(status ?? 1);
