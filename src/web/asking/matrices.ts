import type { Api } from '../../objects/index.ts';
import { fetchCloud } from '../../ask/index.ts';
import { groupRuleWords } from '../../explain/index.ts';
import { type BoundPort, type HostState, PortreeveError, type SecurityGroupId, asId } from '../../model/index.ts';
import {
  type CellRule,
  type GroupCell,
  type GroupMatrix,
  type ServiceSet,
  type Services,
  everyService,
  groupMatrix,
  isEqual,
  isNone,
  serviceTexts,
} from '../../policy/index.ts';
import type { Language } from '../../words/index.ts';
import type {
  CellAnswer,
  CellKind,
  CellsAsk,
  GroupReachAnswer,
  GroupReachAsk,
  GroupReachSide,
  GroupsAnswer,
  MatrixGroup,
  PairAnswer,
  PairAsk,
  PairRule,
  PairService,
} from './reach-answers.ts';

/** Answers who reaches whom by the rules of groups. What was read of the cloud is kept until it is asked for anew. */
export interface Matrices {
  /** Reads the cloud. */
  groups(): Promise<GroupsAnswer>;
  /** Row by row. */
  cells(ask: CellsAsk): Promise<readonly CellAnswer[]>;
  pair(ask: PairAsk, language: Language): Promise<PairAnswer>;
  groupReach(ask: GroupReachAsk): Promise<GroupReachAnswer>;
}

interface Read {
  readonly version: number;
  readonly cloud: HostState;
  readonly matrix: GroupMatrix;
  readonly groups: readonly MatrixGroup[];
}

const mostServices = 3;
const mostInstances = 16;

export function createMatrices(api: Api): Matrices {
  let last = 0;
  let read: Promise<Read> | undefined;

  function readAnew(): Promise<Read> {
    last += 1;
    const version = last;
    read = fetchCloud(api).then((cloud) => {
      const matrix = groupMatrix(cloud);
      const groups = [...cloud.groups.values()]
        .map(({ id, name }) => ({ id, name: name || id.slice(0, 8), members: matrix.members(id).length }))
        .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
      return { version, cloud, matrix, groups };
    });
    read.catch(() => {
      if (last === version) read = undefined;
    });
    return read;
  }

  /** A worker that was started anew has read nothing yet. */
  const known = () => read ?? readAnew();

  return {
    async groups() {
      const { version, groups } = await readAnew();
      return { version, groups };
    },
    async cells({ from, to }) {
      const { matrix } = await known();
      return from.flatMap((row) => to.map((column) => cellAnswer(matrix.cell(groupId(row), groupId(column)))));
    },
    async pair({ from, to }, language) {
      const { matrix, cloud } = await known();
      const [near, far] = [groupId(from), groupId(to)];
      if (!cloud.groups.has(near) || !cloud.groups.has(far)) {
        const text = cloud.groups.has(near) ? to : from;
        throw new PortreeveError('NOT_FOUND', { noun: 'cli.nounSecurityGroup', text, list: 'portreeve sg list' });
      }
      const cell = matrix.cell(near, far);
      const behind = matrix.rules(near, far);
      const nameOf = (id: string) =>
        cloud.groups.get(groupId(id))?.name || addressGroupName(cloud, id) || id.slice(0, 8);
      const words = (rules: readonly CellRule[]) => rules.map((one) => ruleAnswer(one, nameOf, language));
      const [senders, receivers] = [matrix.members(near), matrix.members(far)];
      const [rows, columns] = [senders.slice(0, mostInstances), receivers.slice(0, mostInstances)];
      return {
        cell: cellAnswer(cell),
        pairs: cell.pairs,
        services: pairServices(cell),
        out: words(behind.out),
        in: words(behind.in),
        senders: rows.map(portAnswer),
        receivers: columns.map(portAnswer),
        cells: rows.flatMap((row) =>
          columns.map((column) => {
            const between = matrix.between(row, column);
            return cellAnswer({ some: between, every: between, pairs: row === column ? 0 : 1 });
          }),
        ),
        moreSenders: senders.length - rows.length,
        moreReceivers: receivers.length - columns.length,
      };
    },
    async groupReach({ group }) {
      const { matrix, groups } = await known();
      const own = groupId(group);
      const side = (direction: 'ingress' | 'egress'): GroupReachSide => ({
        groups: groups.flatMap((one) => {
          const other = groupId(one.id);
          const cell = cellAnswer(direction === 'ingress' ? matrix.cell(other, own) : matrix.cell(own, other));
          return cell.kind === 'none' || cell.kind === 'nobody' ? [] : [{ group: one, cell }];
        }),
        addresses: matrix
          .outside(own, direction)
          .map(({ prefix, services }) => ({ prefix, services: serviceTexts(services) })),
      });
      return { members: matrix.members(own).length, in: side('ingress'), out: side('egress') };
    },
  };
}

function groupId(id: string): SecurityGroupId {
  return asId(id);
}

function addressGroupName({ addressGroups }: HostState, id: string): string | undefined {
  return [...addressGroups.values()].find((group) => group.id === id)?.name;
}

function cellAnswer({ some, every, pairs }: GroupCell): CellAnswer {
  const texts = textsOf(some);
  const isPartial = !isEqual(some.ipv4, every.ipv4) || !isEqual(some.ipv6, every.ipv6);
  return {
    kind: pairs === 0 ? 'nobody' : kindOf(some),
    services: texts.slice(0, mostServices),
    more: Math.max(0, texts.length - mostServices),
    isPartial,
  };
}

function kindOf({ ipv4, ipv6 }: Services): CellKind {
  const sets = [ipv4, ipv6].filter((set) => !isNone(set));
  if (sets.length === 0) return 'none';
  if (sets.some((set) => isEqual(set, everyService))) return 'all';
  const protocols = new Set(sets.flatMap((set) => (set.rest ? [0] : [...set.by.keys()])));
  if ([...protocols].every((protocol) => protocol === 1 || protocol === 58)) return 'icmp';
  return [6, 17, 132].some((protocol) => protocols.has(protocol)) ? 'ports' : 'other';
}

/** Of both families, what both say once. */
function textsOf({ ipv4, ipv6 }: Services): readonly string[] {
  const texts = (set: ServiceSet) => (isNone(set) ? [] : serviceTexts(set));
  return [...new Set([...texts(ipv4), ...texts(ipv6)])];
}

function pairServices({ some, every }: GroupCell): readonly PairService[] {
  const found = new Map<
    string,
    { readonly text: string; readonly families: ('IPv4' | 'IPv6')[]; isPartial: boolean }
  >();
  for (const [family, word] of [
    ['ipv4', 'IPv4'],
    ['ipv6', 'IPv6'],
  ] as const) {
    if (isNone(some[family])) continue;
    const whole = new Set(isNone(every[family]) ? [] : serviceTexts(every[family]));
    for (const text of serviceTexts(some[family])) {
      const one = found.get(text) ?? { text, families: [], isPartial: false };
      found.set(text, one);
      one.families.push(word);
      // A range of which a part is for all counts as one that is for some.
      one.isPartial ||= !whole.has(text) && !whole.has('any');
    }
  }
  return [...found.values()];
}

function ruleAnswer({ group, rule }: CellRule, nameOf: (id: string) => string, language: Language): PairRule {
  const name = nameOf(group);
  const words = groupRuleWords(name, rule, { group: nameOf }, language);
  return { group: name, groupId: group, id: rule.id, words };
}

function portAnswer({ id, name, fixedIps, deviceId }: BoundPort) {
  return { id, name: name || deviceId.slice(0, 8) || id.slice(0, 8), address: fixedIps[0]?.ipAddress ?? '' };
}
