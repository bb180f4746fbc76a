import { expect } from 'vitest';
import { compileSteps, stepFiles } from '../../src/compiler/index.ts';
import { parseSave } from '../../src/netfilter/index.ts';
import { parseHostStateFile } from '../../src/wire/index.ts';

const files = ['iptables.v4', 'iptables.v6', 'ipset', 'conntrack'] as const;

/**
 * Compiles a host-state file and holds every file of every step against what was recorded. Gives how many files it
 * compared.
 */
export function expectRecorded(stateFile: string, recorded: (path: string) => string): number {
  const { states, stepped, options, existing } = parseHostStateFile(stateFile);
  const found = {
    ipv4: parseSave(existing.ipv4.join('\n'), 'ipv4').ruleset,
    ipv6: parseSave(existing.ipv6.join('\n'), 'ipv6').ruleset,
  };
  let compared = 0;
  for (const [index, step] of [...compileSteps(states, options, found)].entries()) {
    const written = stepFiles(step);
    const folders = [...(stepped ? [`step-${index + 1}/`] : []), ...(index === states.length - 1 ? [''] : [])];
    for (const folder of folders) {
      for (const file of files) {
        expect(firstDifference(written[file], recorded(folder + file)), folder + file).toBe('none');
        compared += 1;
      }
    }
  }
  expect(compared).toBe(stepped ? 4 * states.length + 4 : 4);
  return compared;
}

/** The first line that differs. Rules name their chain, so it is clear where it stands. */
function firstDifference(written: string, recorded: string): string {
  if (written === recorded) return 'none';
  const ours = written.split('\n');
  const theirs = recorded.split('\n');
  const at = theirs.findIndex((line, index) => line !== ours[index]);
  const line = at < 0 ? theirs.length : at;
  return `line ${line + 1}\n  recorded: ${theirs[line] ?? '(end)'}\n  written:  ${ours[line] ?? '(end)'}`;
}
