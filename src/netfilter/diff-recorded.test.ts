import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyRestore } from './apply-restore.ts';
import { applySetRestore } from './apply-set-restore.ts';
import { printCanonical, printCanonicalSets } from './canonical.ts';
import { diff } from './diff.ts';
import { diffSets, setsNamedBy } from './diff-sets.ts';
import { hasEdits } from './edit.ts';
import { parseSets } from './ip-set-text.ts';
import type { Owner } from './merge.ts';
import { parseSave } from './parse-save.ts';
import { printRestore } from './print-restore.ts';
import type { Family, Ruleset } from './ruleset.ts';

const folder = new URL('../../test/golden/firewall/', import.meta.url);

/** Host by host as they were recorded, steps of one host in their order. */
const hosts = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.name === 'iptables.v4')
  .map((entry) => `${entry.parentPath}/`.slice(folder.pathname.length))
  .sort();

const isOurs = (chain: string) => /^neutron-|^nova-/.test(chain) || chain.includes('-sg-');
const owner: Owner & { ownsSet(name: string): boolean } = {
  owns: (_table, chain) => isOurs(chain),
  ownsRule: (_table, _chain, { target }) => target?.kind === 'jump' && isOurs(target.chain),
  ownsSet: (name) => /^NIPv[46]/.test(name),
};

const read = (host: string, file: string) => readFileSync(new URL(`${host}${file}`, folder), 'utf8');
const rules = (host: string, family: Family) =>
  parseSave(read(host, family === 'ipv4' ? 'iptables.v4' : 'iptables.v6'), family).ruleset;
const thereAndBack = [...hosts, ...hosts.toReversed().filter((_host, index) => index % 4 === 0)];

describe('from each recorded host to the next, and back', () => {
  test.each<Family>(['ipv4', 'ipv6'])('%s: our edits make the one into the other', (family) => {
    let changed = 0;
    let observed: Ruleset = rules(hosts[0] ?? '', family);
    for (const host of thereAndBack) {
      const desired = rules(host, family);
      const edits = diff(observed, desired, owner);
      const { ruleset, refused } = applyRestore(observed, printRestore(edits));
      expect(refused, host).toBeNull();
      if (hasEdits(edits)) changed += 1;
      // Rules of others that only the recorded host has are not ours to write; nor do we take them away.
      expect(printCanonical(ownPart(ruleset)), host).toBe(printCanonical(ownPart(desired)));
      expect(hasEdits(diff(ruleset, desired, owner)), host).toBe(false);
      observed = ruleset;
    }
    expect(changed).toBeGreaterThan(100);
  });

  test('sets as well, and no set goes while a rule names it', () => {
    let sets = parseSets('').sets;
    let observed: Ruleset = { family: 'ipv4', tables: new Map() };
    for (const host of thereAndBack) {
      const desired = parseSets(read(host, 'ipset')).sets;
      const edits = diffSets(sets, desired, owner);
      const before = applySetRestore(sets, edits.before, setsNamedBy(observed));
      expect(before.refused, host).toBeNull();
      const names = new Set(before.sets.map(({ name }) => name));
      const { ruleset, refused } = applyRestore(observed, printRestore(diff(observed, rules(host, 'ipv4'), owner)), {
        sets: names,
      });
      expect(refused, host).toBeNull();
      const after = applySetRestore(before.sets, edits.after, setsNamedBy(ruleset));
      expect(after.refused, host).toBeNull();
      expect(printCanonicalSets(after.sets), host).toBe(read(host, 'ipset'));
      sets = after.sets;
      observed = ruleset;
    }
    expect(hosts.length).toBeGreaterThanOrEqual(78);
  });
});

function ownPart(ruleset: Ruleset): Ruleset {
  const tables = [...ruleset.tables.values()].map((table) => ({
    ...table,
    chains: new Map(
      [...table.chains]
        .filter(([name, { policy }]) => isOurs(name) || policy !== null)
        .map(([name, chain]) => [
          name,
          chain.policy === null
            ? chain
            : {
                ...chain,
                policy: 'ACCEPT' as const,
                rules: chain.rules.filter((r) => owner.ownsRule(table.name, name, r)),
              },
        ]),
    ),
  }));
  return { ...ruleset, tables: new Map(tables.map((table) => [table.name, table])) };
}
