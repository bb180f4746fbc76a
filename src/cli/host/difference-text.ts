import type { ChainChange, HostDifference } from '../../ask/index.ts';
import type { Params, WordsKey } from '../../words/index.ts';
import type { Paint } from '../output/paint.ts';
import { clean } from '../output/paint.ts';

type Say = (key: WordsKey, params?: Params) => string;

/** The difference as people read it: counts first, then chain by chain what came (+) and what went (-). */
export function differenceText(difference: HostDifference, say: Say, paint: Paint): string {
  const lines: string[] = [summary(difference, say)];
  let heading = '';
  for (const change of difference.chains) {
    const place = `${change.family} ${change.table}`;
    if (place !== heading) lines.push('', paint.strong(place));
    heading = place;
    lines.push(...changeLines(change.kind, `:${change.chain}`, change, paint));
  }
  if (difference.sets.length > 0) lines.push('', paint.strong('ipset'));
  for (const set of difference.sets) {
    const members = (list: readonly string[]) => list.map((member) => `add ${set.name} ${member}`);
    const change = { removed: members(set.removed), added: members(set.added) };
    lines.push(...changeLines(set.kind, `create ${set.name}`, change, paint));
  }
  return `${lines.join('\n')}\n`;
}

function changeLines(
  kind: ChainChange['kind'],
  name: string,
  { removed, added }: { readonly removed: readonly string[]; readonly added: readonly string[] },
  paint: Paint,
): readonly string[] {
  const minus = (line: string) => paint.bad(`- ${clean(line)}`);
  const plus = (line: string) => paint.good(`+ ${clean(line)}`);
  return [
    ...(kind === 'removed' ? [minus(name)] : kind === 'added' ? [plus(name)] : []),
    ...removed.map(minus),
    ...added.map(plus),
  ];
}

/** "ipv4 +3 chains -0 chains +21 rules -0 rules · ipset +1 set -0 sets", only of what differs. */
function summary(difference: HostDifference, say: Say): string {
  const parts = (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const changes = difference.chains.filter((change) => change.family === family);
    if (changes.length === 0) return [];
    const count = (kind: ChainChange['kind']) => changes.filter((change) => change.kind === kind).length;
    return [
      [
        family,
        signed('cli.chains', count('added'), count('removed'), say),
        signed('cli.rules', total(changes, 'added'), total(changes, 'removed'), say),
      ]
        .filter((part) => part !== '')
        .join(' '),
    ];
  });
  const { sets } = difference;
  if (sets.length > 0) {
    const count = (kind: ChainChange['kind']) => sets.filter((set) => set.kind === kind).length;
    const setText = signed('cli.sets', count('added'), count('removed'), say);
    const memberText = signed('cli.members', total(sets, 'added'), total(sets, 'removed'), say);
    parts.push(['ipset', setText, memberText].filter((part) => part !== '').join(' '));
  }
  return parts.length === 0 ? say('cli.noDifference') : parts.join(' · ');
}

function total(
  changes: readonly { readonly [k in 'added' | 'removed']: readonly string[] }[],
  which: 'added' | 'removed',
) {
  return changes.reduce((sum, change) => sum + change[which].length, 0);
}

function signed(
  key: 'cli.chains' | 'cli.rules' | 'cli.sets' | 'cli.members',
  added: number,
  removed: number,
  say: Say,
): string {
  const parts = [
    ...(added > 0 ? [`+${say(key, { count: added })}`] : []),
    ...(removed > 0 ? [`-${say(key, { count: removed })}`] : []),
  ];
  return parts.join(' ');
}
