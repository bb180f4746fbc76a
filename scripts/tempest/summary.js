/**
 * Counts tests, not lines: a class that was skipped as a whole counts with all its tests. `known` are all names,
 * `leftOut` the reason of each that was not run. What has no outcome at all failed, so that nothing gets lost.
 */
export function summary(known, leftOut, outcomes) {
  const plain = (name) => name.replace(/\[.*$/, '');
  const classOf = (name) => plain(name).replace(/\.[^.]+$/, '');
  const own = new Map();
  const ofClass = new Map();
  let failed = 0;
  for (const { name, state, reason } of outcomes) {
    const [, step, className] = /^(setUpClass|tearDownClass) \((.+)\)$/.exec(name) ?? [];
    if (step === undefined) own.set(name, { state, reason });
    // A class that fails to clean up behind it is a failure of its own.
    else if (step === 'tearDownClass') failed += state === 'failed' ? 1 : 0;
    else ofClass.set(className, { state, reason });
  }
  const counts = { passed: 0, failed: 0, skipped: 0, 'left out': 0 };
  const reasons = { skipped: new Map(), 'left out': new Map() };
  for (const name of known) {
    const excluded = leftOut.get(name);
    const { state, reason } =
      excluded === undefined
        ? (own.get(plain(name)) ?? ofClass.get(classOf(name)) ?? { state: 'failed' })
        : { state: 'left out', reason: excluded };
    counts[state] += 1;
    reasons[state]?.set(reason, (reasons[state].get(reason) ?? 0) + 1);
  }
  failed += counts.failed;
  const lines = ['skipped', 'left out'].flatMap((state) =>
    [...reasons[state]]
      .sort(([, a], [, b]) => b - a)
      .map(([reason, count]) => `${state} ${String(count).padStart(4)}: ${reason}\n`),
  );
  const closing = `${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped, ${counts['left out']} left out`;
  return { text: `${lines.join('')}\n${closing}\n`, failed };
}
