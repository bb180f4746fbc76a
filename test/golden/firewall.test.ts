import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileSteps, stepFiles } from '../../src/compiler/index.ts';
import { parseSave } from '../../src/netfilter/index.ts';
import { parseHostStateFile } from '../../src/wire/index.ts';

const root = join(import.meta.dirname, 'firewall');
const cases = readdirSync(root).filter((name) => existsSync(join(root, name, 'state.json')));
const files = ['iptables.v4', 'iptables.v6', 'ipset', 'conntrack'] as const;

describe('every recorded host is compiled byte for byte', () => {
  test('all of them are there', () => expect(cases.length).toBe(78));

  test.each(cases)('%s', (name) => {
    const { states, stepped, options, existing } = parseHostStateFile(
      readFileSync(join(root, name, 'state.json'), 'utf8'),
    );
    const found = {
      ipv4: parseSave(existing.ipv4.join('\n'), 'ipv4').ruleset,
      ipv6: parseSave(existing.ipv6.join('\n'), 'ipv6').ruleset,
    };
    let compared = 0;
    for (const [index, step] of [...compileSteps(states, options, found)].entries()) {
      const written = stepFiles(step);
      const folders = [...(stepped ? [`step-${index + 1}`] : []), ...(index === states.length - 1 ? ['.'] : [])];
      for (const folder of folders) {
        for (const file of files) {
          const recorded = readFileSync(join(root, name, folder, file), 'utf8');
          expect(firstDifference(written[file], recorded), `${folder}/${file}`).toBe('none');
          compared += 1;
        }
      }
    }
    expect(compared).toBe(stepped ? 4 * states.length + 4 : 4);
  });
});

/** The first line that differs. Rules name their chain, so it is clear where it stands. */
function firstDifference(written: string, recorded: string): string {
  if (written === recorded) return 'none';
  const ours = written.split('\n');
  const theirs = recorded.split('\n');
  const at = theirs.findIndex((line, index) => line !== ours[index]);
  const line = at < 0 ? theirs.length : at;
  return `line ${line + 1}\n  recorded: ${theirs[line] ?? '(end)'}\n  written:  ${ours[line] ?? '(end)'}`;
}
