const line = /^\{\d+\} (?<name>.+?)(?: \[[\d.]+s\])? \.\.\. (?<state>ok|FAILED|SKIPPED)(?:: (?<reason>.*))?$/;
const states = { ok: 'passed', FAILED: 'failed', SKIPPED: 'skipped' };

/**
 * A line of tempest's report: `{0} module.Class.test_name [0.004s] ... ok`. The name is that of a test without its
 * attributes, or, when a whole class could not begin or end, `setUpClass (module.Class)`.
 */
export function readOutcome(text) {
  const found = line.exec(text)?.groups;
  return found && { name: found.name, state: states[found.state], reason: found.reason };
}
