/**
 * Reporter of vitest that says last, alone on a line, how many tests passed, failed and were skipped, and before it
 * why each was skipped. What failed outside of a test (a file that does not load, an error that nobody caught)
 * counts as failed, so that "0 failed" and a failing exit code exclude each other.
 */
export class ClosingLine {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const reasons = new Map();
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        counts[state === 'passed' || state === 'failed' ? state : 'skipped'] += 1;
        if (state === 'passed' || state === 'failed') continue;
        const reason = note ?? 'no reason given';
        reasons.set(reason, [...(reasons.get(reason) ?? []), test.fullName]);
      }
    }
    for (const [reason, names] of reasons) {
      console.log(`skipped, ${reason}: ${names.length === 1 ? names[0] : `${names.length} tests`}`);
    }
    // A run that looked at nothing is not a success.
    if (counts.passed + counts.failed + counts.skipped === 0) counts.failed = 1;
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}
